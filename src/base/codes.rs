//! The table of error codes. A code is never renamed or reused; a snapshot test prints the table.

/// What kind of refusal a code is; `http` maps each to one status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// The request is malformed (400).
    Invalid,
    /// Not signed in (401).
    Unauthenticated,
    /// Visible, but not allowed (403).
    Forbidden,
    /// Not there, or not the caller's to see (404).
    NotFound,
    /// Wrong method (405).
    MethodNotAllowed,
    /// Against the present state (409).
    Conflict,
    /// Was there and is over (410).
    Gone,
    /// Over a limit of size (413).
    TooLarge,
    /// A media type we do not take (415).
    Unsupported,
    /// A part of a file that it does not have (416).
    Unsatisfiable,
    /// Well-formed, but refused by a rule (422).
    Unprocessable,
    /// Too often (429).
    RateLimited,
    /// Ours, unknown (500).
    Internal,
    /// Made for another version of the protocol (412).
    Precondition,
    /// The bytes are not those that were sent: 460, as the protocol of resumable uploads says.
    Garbled,
    /// Not now (503).
    Unavailable,
    /// The disk is short (507).
    InsufficientStorage,
}

/// A stable error code with its class and its English sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Code {
    name: &'static str,
    class: Class,
    message: &'static str,
}

impl Code {
    /// The snake_case word on the wire.
    pub const fn name(self) -> &'static str {
        self.name
    }

    /// The kind of refusal.
    pub const fn class(self) -> Class {
        self.class
    }

    /// One English sentence for people who read the answer itself.
    pub const fn message(self) -> &'static str {
        self.message
    }
}

macro_rules! codes {
    ($($constant:ident = $name:literal, $class:ident, $message:literal;)*) => {
        $(
            #[doc = $message]
            pub const $constant: Code = Code { name: $name, class: Class::$class, message: $message };
        )*

        /// Every code, in the order of the table.
        pub const ALL: &[Code] = &[$($constant),*];
    };
}

codes! {
    INVALID_REQUEST = "invalid_request", Invalid, "The request is malformed; see details.";
    INVALID_JSON = "invalid_json", Invalid, "The body is not valid JSON.";
    INVALID_CURSOR = "invalid_cursor", Invalid, "The cursor is not one this list gave out.";
    INVALID_IDEMPOTENCY_KEY = "invalid_idempotency_key", Invalid, "The Idempotency-Key must be 1 to 255 printable ASCII characters.";
    UNAUTHENTICATED = "unauthenticated", Unauthenticated, "Sign in first.";
    SESSION_EXPIRED = "session_expired", Unauthenticated, "The session is over; sign in again.";
    INVALID_CREDENTIALS = "invalid_credentials", Unauthenticated, "The e-mail address or the password is wrong.";
    INVALID_TOKEN = "invalid_token", Unauthenticated, "The link or token is wrong, used or expired.";
    FORBIDDEN = "forbidden", Forbidden, "You may not do this.";
    ADMIN_REQUIRED = "admin_required", Forbidden, "Only an administrator may do this.";
    CROSS_SITE_REQUEST = "cross_site_request", Forbidden, "The request came from another site.";
    NOT_FOUND = "not_found", NotFound, "There is nothing here, or it is not yours to see.";
    METHOD_NOT_ALLOWED = "method_not_allowed", MethodNotAllowed, "This address does not take this method.";
    BODY_TOO_LARGE = "body_too_large", TooLarge, "The body is larger than 10 MB.";
    UNSUPPORTED_MEDIA_TYPE = "unsupported_media_type", Unsupported, "This address does not take a body of this kind.";
    RANGE_UNSATISFIABLE = "range_unsatisfiable", Unsatisfiable, "The file has no such part, or several parts were asked for at once.";
    PICTURE_UNREADABLE = "picture_unreadable", Unprocessable, "The file is not a PNG, JPEG, GIF or WebP picture that can be read.";
    PICTURE_TOO_LARGE = "picture_too_large", TooLarge, "The picture has too many bytes or pixels.";
    PICTURE_NOT_FOUND = "picture_not_found", NotFound, "There is no such picture.";
    IDEMPOTENCY_KEY_REUSED = "idempotency_key_reused", Unprocessable, "This Idempotency-Key was used with another body.";
    RATE_LIMITED = "rate_limited", RateLimited, "Too many requests; wait and try again.";
    INTERNAL_ERROR = "internal_error", Internal, "Something went wrong on the server; it has been logged under the request id.";
    OVERLOADED = "overloaded", Unavailable, "The server has too much to do; try again shortly.";
    SHUTTING_DOWN = "shutting_down", Unavailable, "The server is restarting; try again shortly.";
    STORAGE_UNAVAILABLE = "storage_unavailable", Unavailable, "The change could not be stored; nothing was changed.";
    UPLOAD_BUSY = "upload_busy", Conflict, "Another request is sending this upload; wait until it is done.";
    STORAGE_FULL = "storage_full", InsufficientStorage, "The disk is full; nothing was changed.";

    SETUP_DONE = "setup_done", Conflict, "The first account exists already; sign in.";
    EMAIL_TAKEN = "email_taken", Conflict, "There is an account with this e-mail address already.";
    WRONG_PASSWORD = "wrong_password", Forbidden, "The current password is wrong.";
    SESSION_NOT_FOUND = "session_not_found", NotFound, "There is no such session.";
    INVITATION_NOT_FOUND = "invitation_not_found", NotFound, "There is no such invitation.";
    USER_NOT_FOUND = "user_not_found", NotFound, "There is no such person.";
    LAST_ADMIN = "last_admin", Conflict, "The last administrator must stay one.";

    MAIL_OFF = "mail_off", Conflict, "No mail server is configured; nothing was sent.";
    MAIL_NOT_TAKEN = "mail_not_taken", Unprocessable, "The mail server did not take the letter; the log says why.";
    ACCENT_CONTRAST = "accent_contrast", Unprocessable, "The accent colour would make something hard to read; see details.";
    EMOJI_NOT_FOUND = "emoji_not_found", NotFound, "The workspace has no emoji of this name.";
    EMOJI_NAME_TAKEN = "emoji_name_taken", Conflict, "There is an emoji with this name already.";
    EMOJI_NOT_YOURS = "emoji_not_yours", Forbidden, "Only who added it or an administrator may do this.";
    TOO_MANY_EMOJI = "too_many_emoji", Unprocessable, "The workspace has as many emoji of its own as it can.";

    CHAT_NOT_FOUND = "chat_not_found", NotFound, "There is no such chat, or it is not yours to see.";
    CHAT_ARCHIVED = "chat_archived", Forbidden, "The chat is archived; it can only be read.";
    CHAT_JOIN_REQUIRED = "chat_join_required", Forbidden, "Join the channel first.";
    CHAT_ADMIN_REQUIRED = "chat_admin_required", Forbidden, "Only an administrator of the chat may do this.";
    CHAT_DIRECT_FIXED = "chat_direct_fixed", Forbidden, "A direct chat has two people and no settings.";
    CHAT_TITLE_TAKEN = "chat_title_taken", Conflict, "There is a channel with this name already.";
    CHAT_OWNER_REQUIRED = "chat_owner_required", Conflict, "A chat needs an owner; make someone else the owner first.";
    CHAT_TOO_MANY_MEMBERS = "chat_too_many_members", Unprocessable, "The chat would have too many members.";
    MEMBER_NOT_FOUND = "member_not_found", NotFound, "This person is not a member of the chat.";
    MESSAGE_NOT_FOUND = "message_not_found", NotFound, "There is no such message in this chat.";
    MESSAGE_NOT_YOURS = "message_not_yours", Forbidden, "Only its sender may do this.";
    MESSAGE_NOT_A_ROOT = "message_not_a_root", Unprocessable, "A reply cannot be the root of a thread.";
    MESSAGE_DELETED = "message_deleted", Conflict, "The message was deleted.";
    MESSAGE_FIXED = "message_fixed", Unprocessable, "A poll or a forwarded message cannot be edited.";
    MESSAGE_NOT_A_POLL = "message_not_a_poll", Unprocessable, "The message is no poll.";
    MESSAGE_NOT_URGENT = "message_not_urgent", Unprocessable, "Only urgent messages of others are acknowledged.";
    POLL_CLOSED = "poll_closed", Conflict, "The poll is closed.";
    TOO_MANY_PINS = "too_many_pins", Unprocessable, "The chat has as many pinned messages as it can.";
    SAVED_NOT_FOUND = "saved_not_found", NotFound, "There is no such saved item.";
    TOO_MANY_SAVED = "too_many_saved", Unprocessable, "You have saved as much as you can; be done with something first.";
    DRAFT_CONFLICT = "draft_conflict", Conflict, "Another device has changed this draft; look at it first.";
    SCHEDULED_NOT_FOUND = "scheduled_not_found", NotFound, "There is no such message waiting; it may be posted already.";
    TOO_MANY_SCHEDULED = "too_many_scheduled", Unprocessable, "You have as many messages waiting as you can.";
    SIDEBAR_CONFLICT = "sidebar_conflict", Conflict, "Another device has changed the order; look at it first.";
    PROJECT_NOT_FOUND = "project_not_found", NotFound, "There is no such project, or it is not yours to see.";
    PROJECT_ROLE_REQUIRED = "project_role_required", Forbidden, "Only members of the project may do this; you may look.";
    PROJECT_ADMIN_REQUIRED = "project_admin_required", Forbidden, "Only an administrator of the project may do this.";
    PROJECT_OWNER_ONLY = "project_owner_only", Forbidden, "Only an owner of the project may do this.";
    PROJECT_ARCHIVED = "project_archived", Forbidden, "The project is archived; it can only be read.";
    PROJECT_OWNER_REQUIRED = "project_owner_required", Conflict, "A project needs an owner; make someone else the owner first.";
    PROJECT_MEMBER_NOT_FOUND = "project_member_not_found", NotFound, "This person is not a member of the project.";
    PROJECT_NOT_ORPHANED = "project_not_orphaned", Conflict, "The project has an owner who can be asked.";
    TOO_MANY_MEMBERS = "too_many_members", Unprocessable, "The project would have too many members.";
    TOO_MANY_PROJECTS = "too_many_projects", Unprocessable, "The workspace has as many projects as it can.";
    BUCKET_NOT_FOUND = "bucket_not_found", NotFound, "There is no such bucket in this project.";
    BUCKET_NOT_EMPTY = "bucket_not_empty", Conflict, "The bucket has tasks; say where they are to go.";
    BUCKET_FULL = "bucket_full", Unprocessable, "The bucket has as many tasks as its limit allows.";
    TOO_MANY_BUCKETS = "too_many_buckets", Unprocessable, "The project has as many buckets as it can.";
    TASK_NOT_FOUND = "task_not_found", NotFound, "There is no such task in this project.";
    TASK_CONFLICT = "task_conflict", Conflict, "Somebody else has changed the same; see details.";
    TOO_MANY_TASKS = "too_many_tasks", Unprocessable, "The project has as many tasks as it can.";
    ASSIGNEE_NOT_MEMBER = "assignee_not_member", Unprocessable, "Only members of the project can be given its tasks.";
    COMMENT_NOT_FOUND = "comment_not_found", NotFound, "There is no such comment on this task.";
    COMMENT_NOT_YOURS = "comment_not_yours", Forbidden, "Only who wrote it may do this.";
    CHECKLIST_ITEM_NOT_FOUND = "checklist_item_not_found", NotFound, "There is no such line in this checklist.";
    CHECKLIST_FULL = "checklist_full", Unprocessable, "The checklist has as many lines as it can.";
    LABEL_NOT_FOUND = "label_not_found", NotFound, "There is no such label in this project.";
    LABEL_TAKEN = "label_taken", Conflict, "There is a label with this name already.";
    TOO_MANY_LABELS = "too_many_labels", Unprocessable, "The project has as many labels as it can.";
    FIELD_NOT_FOUND = "field_not_found", NotFound, "There is no such field in this project.";
    TOO_MANY_FIELDS = "too_many_fields", Unprocessable, "The project has as many fields of its own as it can.";
    DEPENDENCY_CYCLE = "dependency_cycle", Unprocessable, "The tasks would wait for each other; see details.";
    TOO_MANY_DEPENDENCIES = "too_many_dependencies", Unprocessable, "The task waits for as many others as it can.";
    IMPORT_UNREADABLE = "import_unreadable", Unprocessable, "The file is not what it was said to be; see details.";
    UNDO_EXPIRED = "undo_expired", Conflict, "It is too late to take this back.";
    SEARCH_REBUILDING = "search_rebuilding", Conflict, "The search index is being rebuilt already.";
    FILE_NOT_FOUND = "file_not_found", NotFound, "There is no such file, or it is not yours to see.";
    FILE_NOT_YOURS = "file_not_yours", Forbidden, "Only its owner may do this.";
    FILE_NOT_READY = "file_not_ready", Forbidden, "The file is not here yet, or still being checked.";
    FILE_INFECTED = "file_infected", Forbidden, "The virus scanner found something in this file.";
    FILE_NOT_INLINE = "file_not_inline", Unsupported, "Files of this type are downloaded, not shown.";
    FILE_NO_PREVIEW = "file_no_preview", Unsupported, "Files of this type have no preview.";
    FILE_NO_THUMBNAIL = "file_no_thumbnail", NotFound, "There is no small picture of this file.";
    FILE_VERSION_NOT_FOUND = "file_version_not_found", NotFound, "The file has no such version.";
    FILE_TOO_LARGE = "file_too_large", TooLarge, "The file is larger than files may be.";
    FILE_TYPE_DENIED = "file_type_denied", Unsupported, "Files of this type may not be brought here.";
    FILE_TRASHED = "file_trashed", Conflict, "The file is in the trash; restore it first.";
    FILE_NOT_TRASHED = "file_not_trashed", Conflict, "Only what is in the trash is deleted for good or restored.";
    ATTACH_TARGET_NOT_FOUND = "attach_target_not_found", NotFound, "There is nothing here that a file can be attached to.";
    TOO_MANY_ATTACHMENTS = "too_many_attachments", Unprocessable, "A message has as many attachments as it can.";
    QUOTA_FULL = "quota_full", InsufficientStorage, "There is no room left for your files; delete some first.";
    UPLOAD_NOT_FOUND = "upload_not_found", NotFound, "There is no such upload; it may be done or given up.";
    UPLOAD_FORGED = "upload_forged", Forbidden, "The form or address for this upload was not made here.";
    UPLOAD_EXPIRED = "upload_expired", Gone, "The form or address for this upload is over; ask for another.";
    UPLOAD_USED = "upload_used", Conflict, "These bytes have come already.";
    UPLOAD_INCOMPLETE = "upload_incomplete", Invalid, "The bytes did not arrive whole; nothing was kept.";
    UPLOAD_EMPTY = "upload_empty", Invalid, "A file has at least one byte.";
    UPLOAD_SIZE_DIFFERS = "upload_size_differs", Conflict, "Another number of bytes has come.";
    UPLOAD_OFFSET_DIFFERS = "upload_offset_differs", Conflict, "The upload goes on at another byte.";
    UPLOAD_GARBLED = "upload_garbled", Garbled, "The checksum does not fit the bytes; nothing of them was kept.";
    TUS_VERSION = "tus_version", Precondition, "Resumable uploads are spoken here in version 1.0.0.";
    LINK_EXPIRED = "link_expired", NotFound, "This address is over or was not made here; ask for another.";
    TOO_MANY_REACTIONS = "too_many_reactions", Unprocessable, "The message has as many different reactions as it can.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_snake_case() {
        let mut names: Vec<_> = ALL.iter().map(|code| code.name()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), ALL.len());
        assert!(names.iter().all(|name| name.bytes().all(|b| b == b'_' || b.is_ascii_lowercase())));
    }
}
