//! The promises of the hub: once, in order, only to those who may see, nothing lost to a slow socket.

use super::*;
use crate::base::ids::ChatId;
use crate::infra::telemetry::Metrics;

const ANA: UserId = UserId::new(1);
const SESSION: SessionId = SessionId::new(1);
const ROOM: Scope = Scope::Chat(ChatId::new(7));

fn hub() -> Hub {
    Hub::new(0, Metrics::new().sockets)
}

fn event(seq: i64) -> Arc<StoredEvent> {
    Arc::new(StoredEvent::sample(seq, "chat.message.created", Audience::of(ROOM)))
}

fn live(hub: &Hub, scopes: &[Scope]) -> Arc<Connection> {
    let connection = hub.connect(ANA, SESSION, hub.head());
    hub.begin_catch_up(&connection);
    assert!(hub.caught_up_to(&connection, hub.head(), scopes.iter().copied().collect()));
    connection
}

/// The seqs a connection would send now.
fn sent(connection: &Connection) -> Vec<i64> {
    match connection.poll() {
        Some(Next::Send(frames)) => frames.iter().filter_map(|frame| frame.seq).collect(),
        _ => Vec::new(),
    }
}

#[test]
fn frames_come_once_in_order_to_those_who_may_see() {
    let hub = hub();
    let member = live(&hub, &[ROOM, Scope::Org]);
    let stranger = live(&hub, &[Scope::Org]);
    let both = Audience::of(ROOM).and(Scope::Org);
    hub.publish(Arc::new(StoredEvent::sample(1, "a.b", both)));
    hub.publish(event(2));
    assert_eq!(sent(&member), [1, 2], "two scopes of one audience are one frame");
    assert_eq!(sent(&stranger), [1]);
}

#[test]
fn a_connection_that_is_catching_up_gets_nothing_twice() {
    let hub = hub();
    let connection = hub.connect(ANA, SESSION, 0);
    hub.publish(event(1));
    hub.begin_catch_up(&connection);
    // The task reads event 1 from the log while event 2 is handed out.
    hub.publish(event(2));
    assert!(!hub.caught_up_to(&connection, 1, [ROOM].into_iter().collect()), "there is more");
    assert!(matches!(connection.poll(), Some(Next::CatchUp(1))));
    assert!(hub.caught_up_to(&connection, 2, [ROOM].into_iter().collect()));
    hub.publish(event(3));
    assert_eq!(sent(&connection), [3]);
}

#[test]
fn a_slow_connection_falls_back_to_the_log_behind_what_is_queued() {
    let hub = hub();
    let connection = live(&hub, &[ROOM]);
    let many = i64::try_from(connection::QUEUE).unwrap() + 10;
    (1..=many).for_each(|seq| hub.publish(event(seq)));
    let queued = sent(&connection);
    assert_eq!(queued.len(), connection::QUEUE);
    assert!(
        matches!(connection.poll(), Some(Next::CatchUp(after)) if after == *queued.last().unwrap())
    );
}

#[test]
fn lost_access_stops_what_is_queued_and_asks_again() {
    let hub = hub();
    let connection = live(&hub, &[ROOM]);
    hub.publish(event(1));
    hub.scopes_changed(ANA);
    assert!(!connection.holds(ROOM));
    hub.publish(event(2));
    assert!(matches!(connection.poll(), Some(Next::CatchUp(0))));
    hub.begin_catch_up(&connection);
    assert!(hub.caught_up_to(&connection, 2, ScopeSet::default()));
    hub.publish(event(3));
    assert!(connection.poll().is_none());
}

#[test]
fn a_change_of_access_while_the_log_is_read_is_not_missed() {
    let hub = hub();
    let connection = live(&hub, &[ROOM]);
    hub.scopes_changed(ANA);
    hub.begin_catch_up(&connection);
    hub.scopes_changed(ANA);
    assert!(!hub.caught_up_to(&connection, 0, [ROOM].into_iter().collect()));
}

#[test]
fn ephemeral_frames_follow_join_and_leave_and_skip_their_author() {
    let hub = hub();
    let (author, reader) = (live(&hub, &[ROOM]), live(&hub, &[ROOM]));
    let type_something = || {
        let frame = Frame::ephemeral("chat.typing.start", "{}".to_owned());
        hub.publish_ephemeral(&Audience::of(ROOM), frame, Some(author.id));
    };
    type_something();
    assert!(matches!(reader.poll(), Some(Next::Send(frames)) if frames.len() == 1));
    assert!(author.poll().is_none());
    hub.leave(&reader, ROOM);
    type_something();
    assert!(reader.poll().is_none());
    hub.join(&reader, ROOM);
    type_something();
    assert!(matches!(reader.poll(), Some(Next::Send(_))));

    let visitor = live(&hub, &[Scope::Org]);
    hub.join(&visitor, ROOM);
    type_something();
    assert!(matches!(visitor.poll(), Some(Next::Send(_))));
    hub.publish(event(1));
    assert!(visitor.poll().is_none(), "kept events are for members");
}

#[test]
fn frames_are_named_in_the_style_asked_for() {
    let frame = Frame::stored(event(5));
    let wires = |style| frame.wires(style).map(|wire| wire.to_vec()).collect::<Vec<_>>();
    // RFC 6455 §5.2: a whole text frame, no mask, a payload of up to 125 bytes.
    let wire = |text: &str| [&[0x81, text.len() as u8], text.as_bytes()].concat();
    let dot = wire(r#"{"event":"chat.message.created","seq":5,"data":{}}"#);
    let colon = wire(r#"{"event":"chat:message_created","seq":5,"data":{}}"#);
    assert_eq!(wires(NameStyle::Dot), [&dot[..]]);
    assert_eq!(wires(NameStyle::Colon), [&colon[..]]);
    assert_eq!(wires(NameStyle::Both), [dot, colon]);
}

#[test]
fn sessions_and_people_are_closed_with_their_reason_and_forgotten_when_gone() {
    let hub = hub();
    let connection = live(&hub, &[ROOM]);
    hub.publish(event(1));
    hub.close_session(ANA, SessionId::new(2));
    assert_eq!(sent(&connection), [1], "another session's end is not ours");
    hub.close_session(ANA, SESSION);
    assert!(matches!(connection.poll(), Some(Next::Close(CloseReason::Unauthenticated))));
    hub.disconnect(&connection);
    assert!(hub.is_empty() && hub.0.by_scope.read().is_empty());
}
