# People of the company: the command, what it says, and what the API says of them.

cli-members = Shows, adds and removes the people who work here
    .about = Shows, adds and removes the people who work here
    .arg-json = { cli-members-list.arg-json }
    .examples =
        Examples:
          firma members                                                who works here
          firma members add "Bia Lima" --role manager --department finance
          firma members add Caio --role staff --department sales --department finance
          firma members remove Caio

        Owners do everything and set the limits; admins care for people and settings; managers approve in their departments;
        staff have work done in theirs. Owners add and remove anybody, admins everybody but owners.

cli-members-list = Lists the people, with what their tokens are called
    .about = Lists the people, with what their tokens are called
    .examples =
        Example:
          firma members list --json
    .arg-json = Print them as the API shows them

cli-members-show = Shows one person
    .about = Shows one person
    .examples =
        Example:
          firma members show "Bia Lima"
    .arg-member = Her name or id
    .arg-json = Print her as the API shows her

cli-members-add = Adds a person, and prints her token once
    .about = Adds a person, and prints her token once
    .examples =
        Examples:
          firma members add "Bia Lima" --role manager --department finance
          firma members add Davi --role admin > davi.token

        The token goes to the standard output, all else beside it. Only its hash is kept: if it is lost, rotate it.
    .arg-name = What she is called
    .arg-role = Her role: owner, admin, manager or staff
    .arg-another = She is somebody else, though somebody here has this name
    .arg-departments = A department that she works in; again for each. Managers and staff need one
    .arg-json = Print the person and the token as JSON

cli-members-rotate = Gives a person another token: the old one opens no door any more
    .about = Gives a person another token: the old one opens no door any more
    .examples =
        Example:
          firma members rotate "Bia Lima"
    .arg-member = Her name or id
    .arg-json = Print the person and the token as JSON

cli-members-remove = Takes a person out of the company: her token opens no door any more
    .about = Takes a person out of the company: her token opens no door any more
    .examples =
        Example:
          firma members remove "Bia Lima"

        What she decided stays hers. Conversations that she had taken over are the agents' again; what she asked for goes on,
        and does nothing more in her name.
    .arg-member = Her name or id

members = The people of the company.
    .shown =
        { $name } ({ $role })
          departments: { $departments }
          token: { $credential }
          since: { $since }
          id: { $id }
    .added = { $name } works here now ({ $role }). Her token, { $credential }, is shown this once:
    .namesake = { $name } works here already ({ $role }, token { $credential }). For another token: firma members rotate "{ $name }". If she is somebody else of the same name: add --another.
    .rotated = { $name } ({ $role }) has another token, { $credential }; the old one opens no door any more. It is shown this once:
    .removed = { $name } does not work here any more, and her token opens no door.
    .none = none
    .everywhere = everywhere
    .role-owner = owner
    .role-admin = admin
    .role-manager = manager
    .role-staff = staff
    .yourself = This Firma runs with your token: nobody could use it here any more. Another owner can remove you over HTTP.
    .last-owner = She is the last owner: nobody could set limits or add owners any more. Add another owner first: firma members add NAME --role owner
    .not-allowed = Only owners change owners; owners and admins change the others. Ask one of them.
    .gone = She does not work here any more.
    .unknown = Nobody here is called "{ $name }"; the nearest is "{ $nearest }". "firma members" lists them.
    .ambiguous = Several people are called "{ $name }". Take the id that "firma members" shows.
    .bad-name = The name needs 1 to 80 characters on one line.
    .no-department = Managers and staff work in departments: add --department NAME.
    .no-departments = Owners and admins work everywhere: leave --department out.
    .unknown-department = There is no department "{ $name }". There are: { $known }.

problem-no-such-member = There is no such member.
    .title = There is no such member.
    .detail = GET /v1/members lists them.

problem-not-your-members = Your role does not suffice.
    .title = Your role does not suffice.
    .detail = Owners change everybody, admins everybody but owners, nobody else anybody. Ask one of them.

problem-last-owner = She is the last owner.
    .title = She is the last owner.
    .detail = Nobody could set limits or add owners any more. Add another owner first.

problem-member-has-left = Whom this request added has left since.
    .title = Whom this request added has left since.
    .detail = To add somebody again, send the request under another Idempotency-Key.

problem-member-name = The name cannot be used.
    .title = The name cannot be used.
    .detail = "name" needs 1 to 80 characters on one line.

problem-member-name-taken = Somebody of this name works here already.
    .title = Somebody of this name works here already.
    .detail = { $name } has the id { $id }: POST /v1/members/{ $id }/rotate gives another token. If she is somebody else, send "another": true.

problem-member-department-missing = The role needs a department.
    .title = The role needs a department.
    .detail = Managers and staff work in departments: name them in "departments".

problem-member-everywhere = The role takes no department.
    .title = The role takes no department.
    .detail = Owners and admins work everywhere: leave "departments" out.

problem-member-department-unknown = There is no such department.
    .title = There is no such department.
    .detail = "departments" has "{ $name }". There are: { $known }.
