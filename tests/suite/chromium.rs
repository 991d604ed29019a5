//! Headless Chromium, driven over the DevTools protocol.
//!
//! The browser is the system's own: `CHROMIUM` names it, otherwise the usual names are looked for on `PATH`.
//! A browser test fails without one, and says what to install.

use crate::harness::{Folder, repository};
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tungstenite::stream::MaybeTlsStream;
use tungstenite::{Message, WebSocket};

/// How long anything may take before a test fails.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// A browser with one page.
#[derive(Debug)]
pub(crate) struct Browser {
    child: Child,
    _profile: Folder,
    socket: WebSocket<MaybeTlsStream<TcpStream>>,
    session: String,
    next: u64,
    events: VecDeque<Value>,
}

/// Where Chromium is.
pub(crate) fn executable() -> PathBuf {
    if let Some(path) = std::env::var_os("CHROMIUM") {
        return path.into();
    }
    let paths = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&paths)
        .flat_map(|folder| {
            ["chromium", "chromium-browser", "google-chrome", "chrome"].map(|name| folder.join(name))
        })
        .find(|path| path.is_file())
        .expect("no Chromium: install it (Debian: `apt-get install chromium`) or set CHROMIUM to its path")
}

/// The script with axe-core's rules. The package comes by npm into `target/`, as `./dev test` fetches it; without it this is
/// said, and `None`.
pub(crate) fn axe() -> Option<String> {
    let path = repository().join("target/axe/package/axe.min.js");
    let script = std::fs::read_to_string(&path).ok();
    if script.is_none() {
        eprintln!("skipped: {} is not there; `./dev test` fetches it", path.display());
    }
    script
}

impl Browser {
    /// Starts a browser with an empty page.
    pub(crate) fn start() -> Self {
        let profile = Folder::new("chromium");
        let child = Command::new(executable())
            .args([
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--disable-dev-shm-usage",
                "--hide-scrollbars",
                "--remote-debugging-port=0",
                "--window-size=1280,900",
            ])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .arg("about:blank")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let port_file = profile.path().join("DevToolsActivePort");
        let start = Instant::now();
        let (port, path) = loop {
            if let Ok(text) = std::fs::read_to_string(&port_file)
                && let Some((port, path)) = text.trim().split_once('\n')
            {
                break (port.to_owned(), path.to_owned());
            }
            assert!(start.elapsed() < PATIENCE, "Chromium did not start");
            std::thread::sleep(Duration::from_millis(20));
        };
        let (socket, _) = tungstenite::connect(format!("ws://127.0.0.1:{port}{path}")).unwrap();
        if let MaybeTlsStream::Plain(stream) = socket.get_ref() {
            stream.set_read_timeout(Some(Duration::from_millis(50))).unwrap();
        }
        let mut browser = Self {
            child,
            _profile: profile,
            socket,
            session: String::new(),
            next: 0,
            events: VecDeque::new(),
        };
        let target = browser.call("Target.createTarget", json!({ "url": "about:blank" }));
        let id = target["targetId"].as_str().unwrap().to_owned();
        let attached = browser.call("Target.attachToTarget", json!({ "targetId": id, "flatten": true }));
        browser.session = attached["sessionId"].as_str().unwrap().to_owned();
        for domain in ["Page", "Runtime", "Network", "Log"] {
            browser.call(&format!("{domain}.enable"), json!({}));
        }
        browser
    }

    /// Calls a method of the protocol and waits for its result.
    pub(crate) fn call(&mut self, method: &str, params: Value) -> Value {
        self.ask(method, params).unwrap_or_else(|error| panic!("{method}: {error}"))
    }

    /// The same, or what the browser has against it.
    fn ask(&mut self, method: &str, params: Value) -> Result<Value, Value> {
        self.next += 1;
        let id = self.next;
        let mut message = json!({ "id": id, "method": method, "params": params });
        if !self.session.is_empty() {
            message["sessionId"] = json!(self.session);
        }
        self.socket.send(Message::text(message.to_string())).unwrap();
        let start = Instant::now();
        loop {
            assert!(start.elapsed() < PATIENCE, "{method} was not answered");
            let Some(message) = self.receive() else { continue };
            if message["id"] == json!(id) {
                return match &message["error"] {
                    Value::Null => Ok(message["result"].clone()),
                    error => Err(error.clone()),
                };
            }
            self.events.push_back(message);
        }
    }

    fn receive(&mut self) -> Option<Value> {
        match self.socket.read() {
            Ok(Message::Text(text)) => serde_json::from_str(&text).ok(),
            Ok(_) => None,
            Err(tungstenite::Error::Io(_)) => None,
            Err(error) => panic!("DevTools: {error}"),
        }
    }

    /// Takes in what the browser has reported so far.
    fn pump(&mut self) {
        while let Some(message) = self.receive() {
            self.events.push_back(message);
        }
    }

    /// Opens an address and waits until it has loaded.
    pub(crate) fn open(&mut self, url: &str) {
        self.events.clear();
        let result = self.call("Page.navigate", json!({ "url": url }));
        assert!(result["errorText"].is_null(), "{url}: {}", result["errorText"]);
        self.wait("the page to load", "document.readyState === 'complete'");
    }

    /// The value of an expression; promises are awaited.
    pub(crate) fn eval(&mut self, expression: &str) -> Value {
        let params = json!({ "expression": expression, "returnByValue": true, "awaitPromise": true });
        let result = self.call("Runtime.evaluate", params);
        assert!(
            result["exceptionDetails"].is_null(),
            "{expression}: {}",
            result["exceptionDetails"]["exception"]["description"]
        );
        result["result"]["value"].clone()
    }

    /// The text of an expression.
    pub(crate) fn text(&mut self, expression: &str) -> String {
        match self.eval(expression) {
            Value::String(text) => text,
            other => other.to_string(),
        }
    }

    /// Waits until an expression is true.
    pub(crate) fn wait(&mut self, what: &str, expression: &str) {
        self.wait_longer(what, expression, PATIENCE);
    }

    /// Waits until an expression is true, for longer than usual, because something is compiled.
    pub(crate) fn wait_longer(&mut self, what: &str, expression: &str, patience: Duration) {
        let start = Instant::now();
        let expression = format!("!!({expression})");
        loop {
            let params = json!({ "expression": expression, "returnByValue": true });
            // A page that is about to go while it is asked gives no answer, and the next one is asked then.
            let answer = self.ask("Runtime.evaluate", params);
            if answer.is_ok_and(|result| result["result"]["value"] == json!(true)) {
                return;
            }
            if start.elapsed() > patience {
                let islands = self.text(
                    "[...document.querySelectorAll('layer9-island')].map(e =>
                        `${e.getAttribute('name')} ${e.getAttribute('client')} ${e.hydrated}`).join(', ')",
                );
                let page = self.text("document.body?.outerHTML").chars().take(3000).collect::<String>();
                panic!(
                    "waited for {what}: {expression}\nislands: {islands}\nconsole: {:?}\nunanswered: {:?}\npage: {page}",
                    self.console(),
                    self.unanswered()
                );
            }
            std::thread::sleep(Duration::from_millis(25));
        }
    }

    /// The middle of the element that a selector finds, brought into view.
    fn middle(&mut self, selector: &str) -> Value {
        let quoted = json!(selector);
        let place = self.eval(&format!(
            "(() => {{
                const e = document.querySelector({quoted});
                e.scrollIntoView({{block: 'center', behavior: 'instant'}});
                const r = e.getBoundingClientRect(), at = [r.x + r.width / 2, r.y + r.height / 2];
                const hit = document.elementFromPoint(...at);
                return e.contains(hit) || hit?.contains(e) ? at : hit?.outerHTML ?? 'nothing';
            }})()"
        ));
        assert!(place.is_array(), "in front of {selector} is {place}");
        place
    }

    fn mouse(&mut self, kind: &str, button: &str, at: &Value) {
        self.call(
            "Input.dispatchMouseEvent",
            json!({ "type": kind, "x": at[0], "y": at[1], "button": button, "clickCount": 1 }),
        );
    }

    /// Moves the mouse over the element that a selector finds.
    pub(crate) fn point(&mut self, selector: &str) {
        let at = self.middle(selector);
        self.mouse("mouseMoved", "none", &at);
    }

    /// Clicks in the middle of the element that a selector finds, with the mouse.
    pub(crate) fn click(&mut self, selector: &str) {
        let at = self.middle(selector);
        self.mouse("mouseMoved", "none", &at);
        self.mouse("mousePressed", "left", &at);
        self.mouse("mouseReleased", "left", &at);
    }

    /// Makes the screen one that is touched.
    pub(crate) fn touch_screen(&mut self) {
        self.call("Emulation.setTouchEmulationEnabled", json!({ "enabled": true, "maxTouchPoints": 1 }));
    }

    fn finger(&mut self, kind: &str, points: Value) {
        self.call("Input.dispatchTouchEvent", json!({ "type": kind, "touchPoints": points }));
    }

    /// Touches the middle of the element that a selector finds.
    pub(crate) fn tap(&mut self, selector: &str) {
        let at = self.middle(selector);
        self.finger("touchStart", json!([{ "x": at[0], "y": at[1] }]));
        self.finger("touchEnd", json!([]));
    }

    /// Moves a finger sideways from the middle of the element that a selector finds, in steps, as fingers do.
    pub(crate) fn swipe(&mut self, selector: &str, by: i32) {
        let at = self.middle(selector);
        let x = at[0].as_f64().unwrap();
        self.finger("touchStart", json!([{ "x": x, "y": at[1] }]));
        for step in 1..=10 {
            let x = x + f64::from(by * step) / 10.0;
            self.finger("touchMove", json!([{ "x": x, "y": at[1] }]));
            std::thread::sleep(Duration::from_millis(16));
        }
        self.finger("touchEnd", json!([]));
    }

    /// Brings all of the page into view, bit by bit, and goes back to the top.
    pub(crate) fn scroll_through(&mut self) {
        self.eval(
            "(async () => {
                for (let y = 0; y < document.documentElement.scrollHeight; y += innerHeight / 2) {
                    scrollTo({top: y, behavior: 'instant'});
                    await new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r)));
                }
                scrollTo({top: 0, behavior: 'instant'});
            })()",
        );
    }

    /// Presses a key, such as `Enter`, `ArrowRight`, `Tab`, ` ` or `a`.
    pub(crate) fn press(&mut self, key: &str) {
        let (code, number, text) = match key {
            "Enter" => ("Enter", 13, Some("\r")),
            " " => ("Space", 32, Some(" ")),
            "Tab" => ("Tab", 9, None),
            "Escape" => ("Escape", 27, None),
            "ArrowLeft" => ("ArrowLeft", 37, None),
            "ArrowUp" => ("ArrowUp", 38, None),
            "ArrowRight" => ("ArrowRight", 39, None),
            "ArrowDown" => ("ArrowDown", 40, None),
            "Home" => ("Home", 36, None),
            "End" => ("End", 35, None),
            other => ("", 0, Some(other)),
        };
        for kind in ["keyDown", "keyUp"] {
            let mut params =
                json!({ "type": kind, "key": key, "code": code, "windowsVirtualKeyCode": number });
            if let (Some(text), "keyDown") = (text, kind) {
                params["text"] = json!(text);
            }
            self.call("Input.dispatchKeyEvent", params);
        }
    }

    /// Types text into the focused element.
    pub(crate) fn type_text(&mut self, text: &str) {
        self.call("Input.insertText", json!({ "text": text }));
    }

    /// The addresses that were asked for since the page was opened.
    pub(crate) fn requests(&mut self) -> Vec<String> {
        self.pump();
        self.reported("Network.requestWillBeSent", |p| p["request"]["url"].as_str().map(str::to_owned))
    }

    /// What the console and the page's log said since the page was opened.
    pub(crate) fn console(&mut self) -> Vec<String> {
        self.pump();
        let mut lines = self.reported("Runtime.consoleAPICalled", |p| {
            let parts: Vec<String> = p["args"]
                .as_array()?
                .iter()
                .map(|a| a["value"].as_str().or(a["description"].as_str()).unwrap_or("?").to_owned())
                .collect();
            Some(format!("{}: {}", p["type"].as_str()?, parts.join(" ")))
        });
        lines.extend(self.reported("Log.entryAdded", |p| p["entry"]["text"].as_str().map(str::to_owned)));
        lines.extend(self.reported("Runtime.exceptionThrown", |p| {
            Some(p["exceptionDetails"]["exception"]["description"].as_str()?.to_owned())
        }));
        lines
    }

    /// What the page asked for in vain since it was opened: the address, and the status or the error.
    pub(crate) fn failures(&mut self) -> Vec<String> {
        self.pump();
        let address = |p: &Value| {
            let id = &p["requestId"];
            let sent = self.events.iter().filter(|e| e["method"] == "Network.requestWillBeSent");
            let url = sent.map(|e| &e["params"]).find(|q| q["requestId"] == *id);
            url.and_then(|q| q["request"]["url"].as_str()).unwrap_or("?").to_owned()
        };
        let mut failures = self.reported("Network.loadingFailed", |p| {
            let canceled = p["canceled"] == true;
            (!canceled).then(|| format!("{}: {}", address(p), p["errorText"].as_str().unwrap_or("?")))
        });
        failures.extend(self.reported("Network.responseReceived", |p| {
            let status = p["response"]["status"].as_u64()?;
            (status >= 400).then(|| format!("{}: {status}", p["response"]["url"].as_str().unwrap_or("?")))
        }));
        failures
    }

    /// The addresses that were asked for and have not been answered, nor refused.
    fn unanswered(&self) -> Vec<String> {
        let id = |p: &Value| p["requestId"].as_str().map(str::to_owned);
        let mut done = self.reported("Network.loadingFinished", id);
        done.extend(self.reported("Network.loadingFailed", id));
        self.reported("Network.requestWillBeSent", |p| {
            let url = p["request"]["url"].as_str()?.to_owned();
            (!done.contains(&id(p)?)).then_some(url)
        })
    }

    /// Waits for an event of the protocol; what all of that name hold.
    pub(crate) fn wait_reported(&mut self, method: &str) -> Vec<Value> {
        let start = Instant::now();
        loop {
            self.pump();
            let found = self.reported(method, |params| Some(params.clone()));
            if !found.is_empty() {
                return found;
            }
            assert!(start.elapsed() < PATIENCE, "{method} never came");
        }
    }

    fn reported<T>(&self, method: &str, pick: impl Fn(&Value) -> Option<T>) -> Vec<T> {
        self.events.iter().filter(|e| e["method"] == method).filter_map(|e| pick(&e["params"])).collect()
    }

    /// Keeps the addresses that match from being loaded.
    pub(crate) fn block(&mut self, patterns: &[&str]) {
        self.call("Network.setBlockedURLs", json!({ "urls": patterns }));
    }

    /// Turns scripts off or on for the pages that are opened next.
    pub(crate) fn scripts(&mut self, on: bool) {
        self.call("Emulation.setScriptExecutionDisabled", json!({ "value": !on }));
    }

    /// Emulates media features, such as `prefers-color-scheme`; those that were emulated before no longer are.
    pub(crate) fn media(&mut self, features: &[(&str, &str)]) {
        let features: Vec<Value> = features.iter().map(|(n, v)| json!({ "name": n, "value": v })).collect();
        self.call("Emulation.setEmulatedMedia", json!({ "features": features }));
    }

    /// Looks at the page as it is printed, with these media features.
    pub(crate) fn paper(&mut self, features: &[(&str, &str)]) {
        let features: Vec<Value> = features.iter().map(|(n, v)| json!({ "name": n, "value": v })).collect();
        self.call("Emulation.setEmulatedMedia", json!({ "media": "print", "features": features }));
    }

    /// Sets the size of the viewport, in CSS pixels.
    pub(crate) fn viewport(&mut self, width: u32, height: u32) {
        self.call(
            "Emulation.setDeviceMetricsOverride",
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600 }),
        );
    }

    /// Lets pages of an origin read and write the clipboard.
    pub(crate) fn allow_clipboard(&mut self, origin: &str) {
        let permissions = ["clipboardReadWrite", "clipboardSanitizedWrite"];
        self.call("Browser.grantPermissions", json!({ "origin": origin, "permissions": permissions }));
    }

    /// Notes every change of the page's nodes from the moment that it was parsed, before its islands start;
    /// [`Browser::changes`] gives them.
    pub(crate) fn watch_changes(&mut self) {
        self.before_each_page(
            "(() => {
                const changes = [];
                const path = n => n.id ? '#' + n.id : (n.className?.baseVal ?? n.className) || n.nodeName;
                const note = records => records.forEach(r => changes.push(
                    `${r.type} ${r.attributeName ?? ''} of ${path(r.target)}, +${r.addedNodes.length} -${r.removedNodes.length}`));
                const observer = new MutationObserver(note);
                globalThis.takeChanges = () => { note(observer.takeRecords()); return changes.splice(0); };
                document.addEventListener('readystatechange', () => document.readyState === 'interactive' &&
                    observer.observe(document, {subtree: true, childList: true, attributes: true, characterData: true}));
            })()",
        );
    }

    /// The changes since the page was parsed, or since they were last asked for.
    pub(crate) fn changes(&mut self) -> Vec<String> {
        let changes = self.eval("takeChanges()");
        changes.as_array().unwrap().iter().map(|c| c.as_str().unwrap().to_owned()).collect()
    }

    /// Waits until every island that a selector finds (or that is around what it finds) has been hydrated.
    pub(crate) fn wait_hydrated(&mut self, selector: &str) {
        let quoted = json!(selector);
        self.wait(
            "the islands to be hydrated",
            &format!(
                "(all => all.length && all.every(e => e.closest('layer9-island').hydrated === true))\
                 ([...document.querySelectorAll({quoted})])"
            ),
        );
    }

    /// Runs a script in every page that is opened next, before any of the page's own.
    pub(crate) fn before_each_page(&mut self, script: &str) {
        self.call("Page.addScriptToEvaluateOnNewDocument", json!({ "source": script }));
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
