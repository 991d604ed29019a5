//! Code to change and to run.

use layer9_islands::prelude::*;

/// What the document in `frame` says when it can take code.
const WAITING: &str = "layer9-playground";
/// After how long a frame that has said nothing cannot run scripts, in milliseconds.
const SILENCE: u32 = 1500;
/// How long nobody types until the code runs by itself, in milliseconds.
const PAUSE: u32 = 500;
/// HTML, CSS and JavaScript to change and to run, with the result beside them, in a frame that can reach nothing of the page, and
/// what the code writes to its console, errors among it.
///
/// The code goes into the slots `html`, `css` and `js`, of which each is optional, as blocks of code. Without scripts these blocks
/// are what is shown.
#[island(css = "code_playground.css")]
pub fn CodePlayground(
    /// What the code does, for those who do not see it.
    label: String,
    /// Whether the code runs while one types, at first.
    #[prop(default = false)]
    live: bool,
    /// The address of a document of the site that runs the code, where the policy of the page lets no code run in it; empty
    /// for none.
    #[prop(default)]
    frame: String,
    /// What the three editors are called.
    #[prop(default = ["HTML", "CSS", "JavaScript"].map(ToOwned::to_owned).to_vec())]
    languages: Vec<String>,
    /// What the button says that runs the code.
    #[prop(default = "Run")]
    run: String,
    /// What the button says that takes all changes back.
    #[prop(default = "Reset")]
    reset: String,
    /// What the box says with which the code runs while one types.
    #[prop(default = "Run while typing")]
    typing: String,
    /// What the result is called.
    #[prop(default = "Result")]
    result: String,
    /// What the messages of the code are called.
    #[prop(default = "Console")]
    console: String,
    /// How the editors are used by keys.
    #[prop(default = "Tab indents; Escape, then Tab, leaves the editor; Ctrl+Enter runs.")]
    keys: String,
    /// What is said when the code has been run.
    #[prop(default = "The code was run.")]
    done: String,
    /// What is said where the policy of the page, or of the document in `frame`, lets no code run.
    #[prop(
        default = "The security policy of this page lets no code run here: the result is the HTML alone."
    )]
    blocked: String,
    html: Slot,
    css: Slot,
    js: Slot,
) -> impl View {
    let id = uid();
    let ready = signal(false);
    let live = signal(live);
    // How often the code was run: each run has a frame of its own.
    let runs = signal(0);
    let (word, document) = (signal(String::new()), signal(String::new()));
    // Each begins with what it is: `l` a log, `w` a warning, `e` an error.
    let messages = signal(Vec::<String>::new());
    // Whether the frame of this run has said something, and whether it was given the document.
    let (heard, given) = (signal(false), signal(false));
    let says = signal(0);
    let shown = node_ref();
    let (areas, sources) = ([(); 3].map(|()| node_ref()), [(); 3].map(|()| node_ref()));
    let first = signal([(); 3].map(|()| String::new()));
    let start = move || {
        // What the messages of this run begin with: nobody else knows it, and the run before had another.
        let own = browser::call("crypto.randomUUID", &[]).or_else(|| browser::call("Math.random", &[]));
        let own = own.unwrap_or_default();
        let [html, css, js] = areas.map(|area| area.get("value").unwrap_or_default());
        let [css, js] =
            [css, js].map(|text| browser::call("encodeURIComponent", &[&text]).unwrap_or_default());
        document.set(text!(
            HEAD,
            own,
            "\",\"",
            css,
            "\",\"",
            js,
            "\")</script><body>",
            html,
            "\n<script>l9()</script>"
        ));
        word.set(own);
        messages.set(Vec::new());
        heard.set(false);
        given.set(false);
        let run = runs.peek() + 1;
        runs.set(run);
        after(SILENCE, move || {
            if runs.peek() == run && !heard.peek() {
                says.set(2);
            }
        });
    };
    let press = move || {
        start();
        says.set(1);
    };
    let hear = move |e: Event| {
        let said = e.get("data").unwrap_or_default();
        if said == WAITING && !given.peek() {
            given.set(true);
            shown.call("contentWindow.postMessage", &[&document.peek(), "*"]);
        }
        let Some(said) = said.strip_prefix(&*word.peek()) else { return };
        if said == "r" {
            heard.set(true);
            if says.peek() == 2 {
                says.set(0);
            }
        } else if heard.peek() && said.is_char_boundary(1) {
            // As one grows that is collected: `push` is another way, and more bytes in every module of the crate.
            messages.update(|all| all.extend([said.to_owned()]));
        }
    };
    let restore = move || {
        first.with(|texts| {
            for (area, text) in areas.iter().zip(texts) {
                area.set("value", text);
            }
        });
    };
    effect(move || {
        browser::listen("message", hear);
        first.set(sources.map(|source| {
            // Of a block with a caption or line numbers only the code.
            let code = source.call("querySelector", &["code"]).and_then(|_| browser::result("textContent"));
            let code = code.unwrap_or_default();
            code.strip_suffix('\n').unwrap_or(&code).to_owned()
        }));
        untracked(restore);
        ready.set(true);
        untracked(start);
    });
    // How often something was typed: only after the last time is there a pause.
    let typed = signal(0);
    let input = move || {
        says.set(0);
        let now = typed.peek() + 1;
        typed.set(now);
        if live.peek() {
            after(PAUSE, move || {
                if typed.peek() == now {
                    start();
                }
            });
        }
    };
    // After Escape the next Tab is the browser's again: nobody is kept in an editor.
    let leaving = signal(false);
    let on_key = move |e: Event| match e.key().as_str() {
        "Escape" => leaving.set(true),
        "Tab" if !leaving.peek() && !e.shift() => {
            e.prevent_default();
            // As if it were typed, so that it can be undone.
            browser::call("document.execCommand", &["insertText", "", "  "]);
        }
        "Enter" if e.ctrl() || e.meta() => {
            e.prevent_default();
            press();
        }
        _ => leaving.set(false),
    };
    let hint = text!(id, "-keys");
    let editor = |(at, (name, slot)): (usize, (&str, Slot))| {
        let (area, language) = (text!(id, "-", name), languages.get(at).cloned().unwrap_or_default());
        view! {
            <div class="l9-playground__editor">
                <label for={area.clone()}>{language}</label>
                <div class="l9-playground__source" node={sources[at]}>{slot}</div>
                <textarea id={area} class="l9-playground__text" dir="ltr" rows="6" spellcheck="false" autocomplete="off" autocapitalize="off" wrap="off"
                    aria-describedby={hint.clone()} node={areas[at]} on:keydown={on_key} on:input={input}
                    on:blur={move || leaving.set(false)}></textarea>
            </div>
        }
    };
    let slots = [("html", html), ("css", css), ("js", js)].into_iter().enumerate();
    let editors: Vec<_> = slots.filter(|(_, (name, _))| env::has_slot(name)).map(editor).collect();
    let inline = frame.is_empty();
    let status = move || match says.get() {
        1 => Some(done.clone()),
        2 => Some(blocked.clone()),
        _ => None,
    };
    let take_back = move || {
        restore();
        press();
    };
    let name = result.clone();
    // Kinds are one letter.
    let part = move |at: usize, kind: bool| {
        messages.with(|all| all.get(at).map(|said| if kind { &said[..1] } else { &said[1..] }.to_owned()))
    };
    view! {
        <div class="l9-playground" role="group" aria-label={label} data-ready={ready}>
            <div class="l9-playground__parts">
                <div class="l9-playground__editors">
                    {editors}
                    <div class="l9-playground__bar">
                        <button type="button" class="l9-playground__run" on:click={press}>{run}</button>
                        <button type="button" on:click={take_back}>{reset}</button>
                        <label><input type="checkbox" bind:checked={live}/>{typing}</label>
                    </div>
                    <p class="l9-playground__keys" id={hint.clone()}>{keys}</p>
                </div>
                <div class="l9-playground__outcome">
                    <p class="l9-playground__title" aria-hidden="true">{result}</p>
                    <div class="l9-playground__frame">{for _run in Vec::from_iter((runs.get() > 0).then(|| runs.get())), key = *_run {
                        <iframe title={name.clone()} sandbox="allow-scripts" src={(!inline).then(|| frame.clone())}
                            srcdoc={inline.then(|| document.peek())} node={shown}></iframe>
                    }}</div>
                    <p class="l9-playground__status" role="status">{status}</p>
                    <p class="l9-playground__title" aria-hidden="true">{console.clone()}</p>
                    <div class="l9-playground__console" role="log" tabindex="0" aria-label={console}>{for at in (0..messages.with(Vec::len)).collect::<Vec<_>>(), key = *at {
                        <div dir="auto" data-kind={part(at.peek(), true)}>{part(at.peek(), false)}</div>
                    }}</div>
                </div>
            </div>
        </div>
    }
}

/// What the document that runs the code begins with: a script that sends on what is written to the console, and errors, and then runs
/// the JavaScript. `t` is the word that each message begins with; the lines of errors are those of the JavaScript. The last of 100 messages
/// says that there are more.
const HEAD: &str = "<!doctype html><meta charset=utf-8><meta name=color-scheme content='light dark'><script>((t,c,j)=>{let n=0;\
const d=document,p=parent,add=(k,s)=>{const e=d.createElement(k);e.textContent=decodeURIComponent(s);(d.body||d.head).append(e);},\
show=v=>{if(typeof v=='string')return v;try{return v instanceof Error?''+v:v&&typeof v=='object'?JSON.stringify(v):String(v)}catch{return''+v}},\
say=(k,a)=>++n<102&&p.postMessage(t+k+(n<101?a.map(show).join(' '):'…'),'*');\
for(const[m,k]of[['log','l'],['info','l'],['debug','l'],['warn','w'],['error','e']]){const f=console[m];console[m]=(...a)=>{f.apply(console,a);say(k,a)}}\
addEventListener('error',e=>say('e',[e.message+(e.lineno?' ('+e.lineno+')':'')]));\
addEventListener('unhandledrejection',e=>say('e',['Uncaught (in promise) '+show(e.reason)]));\
d.currentScript.remove();add('style',c);say('r',[]);\
l9=()=>{delete self.l9;d.currentScript.remove();add('script',j)}})(\"";
