//! What every engine promises to workflow code. Each case is a sentence; an engine runs them all by
//! naming itself in [`contract!`].

pub(crate) mod branches;
pub(crate) mod calls;
pub(crate) mod cancelling;
pub(crate) mod children;
pub(crate) mod generations;
pub(crate) mod history;
pub(crate) mod program;
pub(crate) mod retries;
pub(crate) mod signals;
pub(crate) mod times;
pub(crate) mod world;

use domain::ids::FlowId;
use serde_json::{Value, json};

use self::{
    program::{Op, Program},
    world::World,
};
use domain::flow::Workflow as _;

/// An engine with one worker, in a place of its own.
pub(crate) trait Engine: Sized {
    /// An engine that runs the contract's workflows.
    async fn begin() -> Self;
    /// What the contract's actions have noted.
    fn world(&self) -> &World;
    /// Starts a run. False if it was started before.
    async fn start(&self, flow: FlowId, workflow: (&str, u32), input: Value) -> bool;
    /// Sends a signal. False if the run has ended or does not exist.
    async fn signal(&self, flow: FlowId, name: &str, payload: Value) -> Result<bool, Refused>;
    /// Asks a run to stop. False if it has ended or does not exist.
    async fn cancel(&self, flow: FlowId) -> bool;
    /// Waits until the run has ended.
    async fn end(&self, flow: FlowId) -> End;
    /// Waits until all that is left of the run waits for a time, a signal or another worker.
    async fn waiting(&self, flow: FlowId);
    /// Lets the next time come that the run waits for.
    async fn pass_time(&self, flow: FlowId);
    /// The worker is gone without a word, and for now none takes its place.
    async fn leave(&mut self);
    /// The worker is gone without a word, and another one takes its place.
    async fn crash(&mut self);
    /// Where the run says that it stands.
    async fn status(&self, flow: FlowId) -> Option<String>;
    /// The newest child of a run, once it has begun.
    async fn child(&self, parent: FlowId) -> FlowId;
    /// What the bodies of actions have written and committed, in order.
    async fn written(&self) -> Vec<String>;

    /// Starts a program.
    async fn run(&self, ops: &[Op]) -> FlowId {
        let flow = FlowId::new(chrono::Utc::now());
        let started = self.start(flow, (Program::NAME, Program::VERSION), json!(ops));
        assert!(started.await, "the run is new");
        flow
    }

    /// Runs a program to its end, and answers what its parts came to.
    async fn outcome(&self, ops: &[Op]) -> Vec<Value> {
        let flow = self.run(ops).await;
        self.end(flow).await.parts()
    }
}

/// The engine does not take a payload.
#[derive(Debug)]
pub(crate) struct Refused;

/// How a run ended.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum End {
    /// With an output.
    Done(Value),
    /// With an error.
    Failed(String),
    /// By a request that it did not survive.
    Cancelled,
    /// Nobody knows how to go on; a person looks.
    Quarantined(String),
}

impl End {
    /// What the parts of a program came to.
    pub(crate) fn parts(self) -> Vec<Value> {
        match self {
            Self::Done(Value::Array(parts)) => parts,
            other => panic!("the program did not end well: {other:?}"),
        }
    }

    /// Why a person must look.
    pub(crate) fn why(self) -> String {
        match self {
            Self::Quarantined(why) => why,
            other => panic!("the run is not quarantined: {other:?}"),
        }
    }
}

/// Makes a test of each case of the contract, for one engine.
macro_rules! contract {
    ($engine:ty) => {
        contract! { $engine:
            calls {
                answers_of_the_journal_are_not_asked_for_again,
                a_failed_action_leaves_nothing_and_the_workflow_goes_on,
                an_answer_over_64_kib_is_refused_and_what_its_action_wrote_is_gone,
                a_result_over_64_kib_fails_the_run,
                an_input_over_64_kib_does_not_start,
                a_workflow_that_gives_up_has_failed,
                starting_a_run_twice_starts_it_once,
                a_tool_call_is_a_scope_of_its_own,
                the_status_says_where_the_run_stands,
            }
            branches {
                branches_get_their_own_answers_whatever_came_first,
                two_branches_may_call_the_same_action,
                forty_branches_get_their_own_answers,
                branches_within_branches_all_begin,
                a_branch_that_is_done_does_not_run_again,
            }
            times {
                a_sleep_outlives_a_restart,
                no_sleep_is_too_long_to_begin,
                the_time_is_the_same_at_every_replay,
                the_time_of_a_branch_is_its_own,
                ids_are_the_same_at_every_replay,
            }
            signals {
                signals_of_a_name_come_in_the_order_of_sending,
                names_do_not_stand_in_each_others_way,
                a_signal_that_is_sent_before_it_is_awaited_is_kept,
                a_signal_that_nobody_awaits_hurts_nobody,
                a_signal_that_comes_in_time_wins_and_the_timer_is_gone,
                a_signal_that_comes_too_late_stays_for_the_next_wait,
                a_signal_that_comes_while_its_run_goes_to_rest_is_not_lost,
                signals_over_64_kib_are_refused,
                what_has_ended_or_never_was_gets_no_signal,
            }
            cancelling {
                a_request_is_heard_at_the_wait,
                a_request_is_heard_after_the_activity_under_way_is_recorded,
                every_branch_hears_of_a_request_once,
                a_request_before_the_start_is_heard_at_the_first_call,
                a_request_is_heard_by_every_branch_that_begins,
                a_request_outlives_a_crash,
                a_request_ends_further_attempts,
                an_activity_under_way_at_a_crash_is_not_forgotten_over_a_request,
                a_workflow_that_does_not_clean_up_ends_cancelled,
                what_has_ended_cannot_be_cancelled,
            }
            generations {
                a_run_goes_on_as_new_under_its_id,
                unread_signals_go_along_in_their_order,
                a_request_that_was_not_heard_goes_along,
                a_request_that_was_heard_stays_heard,
                what_is_under_way_is_recorded_before_a_run_begins_anew,
                waits_of_other_branches_are_over,
                a_child_that_is_waited_for_is_asked_to_stop,
                an_input_over_64_kib_does_not_begin_anew,
                keys_and_ids_of_generations_differ,
                time_goes_on_over_generations,
            }
            children {
                a_child_answers_its_parent,
                a_child_outlives_a_crash_of_both,
                children_end_in_any_order_and_answer_in_theirs,
                a_child_that_fails_says_so_to_its_parent,
                a_child_that_is_stopped_says_so_to_its_parent,
                who_stops_the_parent_stops_its_children,
                a_child_cleans_up_before_its_parent_goes_on,
                a_request_before_a_child_begins_leaves_it_unbegun,
                a_child_that_is_put_aside_is_waited_for,
                a_request_ends_a_child_that_was_put_aside,
                a_result_over_64_kib_fails_the_child_alone,
                an_input_over_64_kib_begins_no_child,
                a_run_has_sixty_four_children_at_once_and_no_more,
                a_grandchild_is_stopped_with_its_root,
                a_child_that_begins_anew_answers_at_its_end,
            }
            retries {
                what_was_not_sent_is_tried_again_whatever_its_effect,
                what_may_be_repeated_is_tried_again,
                what_may_not_be_repeated_is_sent_once,
                a_refusal_is_final,
                a_fifth_failure_is_final,
                what_may_have_happened_is_never_called_unsent,
                attempts_outlive_a_crash,
                all_attempts_have_one_key,
                a_send_that_a_crash_cut_off_is_repeated_only_where_that_is_harmless,
                an_intent_that_is_settled_sends_nothing,
            }
            history {
                another_name_at_the_same_place_quarantines,
                another_input_at_the_same_place_quarantines,
                a_step_that_the_code_no_longer_calls_quarantines,
                a_wait_that_has_become_another_quarantines,
                an_answer_that_the_code_cannot_read_quarantines,
                a_panic_of_a_workflow_quarantines_it_alone,
                a_workflow_that_waits_for_nothing_known_quarantines,
                a_workflow_that_is_not_compiled_in_waits_for_a_version_that_has_it,
                a_run_ends_on_the_version_that_it_began_with,
            }
        }
    };
    ($engine:ty: $($room:ident { $($case:ident,)+ })+) => {
        $(mod $room {
            use super::*;

            $(#[tokio::test]
            async fn $case() {
                crate::contract::$room::$case::<$engine>().await;
            })+
        })+
    };
}

pub(crate) use contract;
