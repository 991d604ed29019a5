//! A form that sends a message to an address of the site's choice.

use layer9_islands::prelude::*;

/// How far the message is.
#[derive(Clone, Copy, PartialEq)]
enum State {
    Writing,
    Sending,
    Sent,
    Failed,
}

/// Name, address and message, sent by POST to the address in `action`.
///
/// With scripts it says what is missing, sends without leaving the page, and says whether it arrived. Without them it is an
/// ordinary form, which the same address answers.
#[island(css = "contact_form.css")]
pub fn ContactForm(
    /// Where the form is sent to: an address that takes `application/x-www-form-urlencoded` with `name`, `email` and `message`.
    action: String,
    /// What the field for the name is called.
    #[prop(default = "Your name")]
    name_label: String,
    /// What the field for the address is called.
    #[prop(default = "Your e-mail address")]
    email_label: String,
    /// What the field for the message is called.
    #[prop(default = "Your message")]
    message_label: String,
    /// What the button says.
    #[prop(default = "Send")]
    send: String,
    /// What is said of an empty field.
    #[prop(default = "This is missing.")]
    missing: String,
    /// What is said of an address that is none.
    #[prop(default = "An address has the form name@example.org.")]
    malformed: String,
    /// What is said when the message has arrived.
    #[prop(default = "Thank you, your message has been sent.")]
    sent: String,
    /// What is said when it has not.
    #[prop(default = "That did not work. Please try again later.")]
    failed: String,
) -> impl View {
    let required = move |missing: String| {
        move |text: &String| if text.trim_ascii().is_empty() { Some(missing.clone()) } else { None }
    };
    let name = field(String::new(), required(missing.clone()));
    let empty = missing.clone();
    let email = field(String::new(), move |text: &String| {
        let at = text.bytes().position(|byte| byte == b'@');
        match at {
            _ if text.is_empty() => Some(empty.clone()),
            Some(at) if at > 0 && at + 1 < text.len() && !contains(text, " ") => None,
            _ => Some(malformed.clone()),
        }
    });
    let message = field(String::new(), required(missing));
    let state = signal(State::Writing);
    let body = signal(None::<String>);
    let to = action.clone();
    let answer = resource(
        move || {
            body.get().map(|body| {
                Request::post(to.clone(), &body)
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .header("Accept", "application/json")
            })
        },
        |_| Ok(()),
    );
    effect(move || {
        let now = answer.get();
        if untracked(|| state.get()) == State::Sending {
            match now {
                Load::Loading => {}
                Load::Ready(()) => {
                    state.set(State::Sent);
                    for field in [name, email, message] {
                        field.reset();
                    }
                }
                Load::Failed(_) => state.set(State::Failed),
            }
        }
    });
    let submit = move |e: Event| {
        e.prevent_default();
        if state.peek() == State::Sending || !check_all(&[&name, &email, &message]) {
            return;
        }
        state.set(State::Sending);
        let pair = |name: &str, field: Field<String>| {
            let value = browser::call("encodeURIComponent", &[&field.value.peek()]).unwrap_or_default();
            text!(name, "=", value)
        };
        let text = text!(pair("name", name), "&", pair("email", email), "&", pair("message", message));
        body.set(Some(text));
    };
    let id = uid();
    let says = move || match state.get() {
        State::Sent => Some(sent.clone()),
        State::Failed => Some(failed.clone()),
        State::Writing | State::Sending => None,
    };
    let error = move |field: Field<String>, id: String| {
        view! { <span class="l9-contact__error" id={id} aria-live="polite">{move || field.error()}</span> }
    };
    let ids = ["name", "email", "message"].map(|part| text!(id, "-", part));
    let [name_error, email_error, message_error] = ids;
    view! {
        <form class="l9-contact" method="post" action={action} on:submit={submit} novalidate>
            <label><span>{name_label}</span>
                <input name="name" autocomplete="name" required bind:value={name.value} on:blur={move || name.touch()}
                    aria-invalid={move || name.is_wrong()} aria-describedby={name_error.clone()}/>
            </label>
            {error(name, name_error)}
            <label><span>{email_label}</span>
                <input name="email" type="email" autocomplete="email" required bind:value={email.value}
                    on:blur={move || email.touch()} aria-invalid={move || email.is_wrong()} aria-describedby={email_error.clone()}/>
            </label>
            {error(email, email_error)}
            <label><span>{message_label}</span>
                <textarea name="message" rows="5" required bind:value={message.value} on:blur={move || message.touch()}
                    aria-invalid={move || message.is_wrong()} aria-describedby={message_error.clone()}/>
            </label>
            {error(message, message_error)}
            <button type="submit" aria-disabled={move || state.get() == State::Sending}>{send}</button>
            <p class="l9-contact__status" role="status">{says}</p>
        </form>
    }
}
