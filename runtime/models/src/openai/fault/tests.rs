use reqwest::header::HeaderValue;
use serde_json::json;

use super::*;

fn refused(status: u16, body: &str) -> (String, ModelError) {
    let fault = Fault::refused(status, &HeaderMap::new(), body.as_bytes());
    (fault.to_string(), fault.into())
}

fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
    let pair = |(name, value): &(&'static str, &str)| {
        let name = header::HeaderName::from_static(name);
        (name, HeaderValue::from_str(value).unwrap())
    };
    pairs.iter().map(pair).collect()
}

#[test]
fn each_shape_of_an_error_keeps_its_status_and_its_sentence() {
    for (status, body, expected) in [
        (
            400,
            r#"{"error":{"message":"Too long.","type":"invalid_request_error","param":"messages","code":"context_length_exceeded"}}"#,
            "status 400, context_length_exceeded: Too long.",
        ),
        (
            404,
            r#"{"error":{"message":"No such model.","type":"invalid_request_error","param":null,"code":null}}"#,
            "status 404, invalid_request_error: No such model.",
        ),
        (
            404,
            r#"{"error":"model 'x' not found"}"#,
            "status 404: model 'x' not found",
        ),
        (
            400,
            r#"[{"error":{"code":400,"message":"Bad.","status":"INVALID_ARGUMENT"}}]"#,
            "status 400, INVALID_ARGUMENT: Bad.",
        ),
        (
            422,
            r#"{"detail":"Unprocessable."}"#,
            "status 422: Unprocessable.",
        ),
        (
            400,
            r#"{"object":"error","message":"Bad.","type":"BadRequestError","param":null,"code":400}"#,
            "status 400, BadRequestError: Bad.",
        ),
        (
            502,
            "<html><head><title>502 Bad Gateway</title></head></html>",
            "status 502: 502 Bad Gateway",
        ),
        (
            503,
            "<p>Sorry</p>",
            "status 503: a page instead of an answer",
        ),
        (500, "", "status 500: an empty answer"),
        (500, "oh\u{0}no\n", "status 500: oh no"),
        (418, r#"{"what":1}"#, r#"status 418: {"what":1}"#),
    ] {
        assert_eq!(refused(status, body).0, expected);
    }
    let long = refused(400, &"é".repeat(10_000)).0;
    assert!(long.chars().count() < MESSAGE_LIMIT + 20);
}

#[test]
fn the_status_says_what_to_do() {
    use ModelError::{RateLimited, Refused, Unauthorised, Unavailable};
    for status in [401, 403] {
        assert!(matches!(refused(status, "").1, Unauthorised(_)));
    }
    for status in [402, 429] {
        assert!(matches!(refused(status, "").1, RateLimited { .. }));
    }
    for status in [301, 400, 404, 405, 413, 422] {
        assert!(matches!(refused(status, "").1, Refused(_)));
    }
    for status in [407, 408, 409, 425, 500, 502, 503, 504, 520, 529] {
        assert!(matches!(refused(status, "").1, Unavailable(_)));
    }
    let key = r#"{"error":{"message":"","code":"invalid_api_key"}}"#;
    assert!(matches!(refused(400, key).1, Unauthorised(_)));
}

#[test]
fn an_error_inside_a_stream_says_what_to_do() {
    use ModelError::{RateLimited, Refused, Unavailable};
    let inside = |json| ModelError::from(Fault::inside(&json));
    assert!(matches!(
        inside(json!({ "code": 429, "message": "" })),
        RateLimited { .. }
    ));
    let limit = json!({ "type": "insufficient_quota", "message": "" });
    assert!(matches!(inside(limit), RateLimited { .. }));
    let long = json!({ "code": "context_length_exceeded", "message": "" });
    assert!(matches!(inside(long), Refused(_)));
    assert!(matches!(
        inside(json!({ "type": "server_error" })),
        Unavailable(_)
    ));
    assert!(matches!(inside(json!("overloaded")), Unavailable(_)));
}

#[test]
fn a_wait_is_read_in_every_form_and_never_longer_than_the_limit() {
    let date = ("date", "Sat, 21 Nov 2026 08:00:00 GMT");
    for (pairs, expected) in [
        (vec![("retry-after", "7")], Some(Duration::from_secs(7))),
        (
            vec![("retry-after", "0.5")],
            Some(Duration::from_millis(500)),
        ),
        (
            vec![("retry-after", "9"), ("retry-after-ms", "20")],
            Some(Duration::from_millis(20)),
        ),
        (vec![("retry-after", "86400")], Some(LONGEST_WAIT)),
        (
            vec![("retry-after", "Sat, 21 Nov 2026 08:00:30 GMT"), date],
            Some(Duration::from_secs(30)),
        ),
        (
            vec![("retry-after", "Sat, 21 Nov 2026 07:00:00 GMT"), date],
            None,
        ),
        (vec![("retry-after", "Sat, 21 Nov 2026 08:00:30 GMT")], None),
        (vec![("retry-after", "-1")], None),
        (vec![("retry-after", "NaN")], None),
        (vec![("retry-after", "1e300")], None),
        (vec![("retry-after", "soon")], None),
        (vec![], None),
    ] {
        assert_eq!(wait(&headers(&pairs)), expected, "{pairs:?}");
    }
}
