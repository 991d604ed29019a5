//! What islands leave behind in a browser: nothing.

use crate::chromium::Browser;
use crate::server::{Server, islands};
use serde_json::json;

/// How many listeners the page's nodes and the window have, detached ones included, and how many nodes there are.
fn counters(browser: &mut Browser) -> (u64, u64) {
    browser.call("HeapProfiler.collectGarbage", json!({}));
    let counters = browser.call("Memory.getDOMCounters", json!({}));
    (counters["jsEventListeners"].as_u64().unwrap(), counters["nodes"].as_u64().unwrap())
}

/// The size of the module's memory in bytes.
const MEMORY: &str = "memories[0].buffer.byteLength";

#[test]
fn rows_that_are_gone_leave_no_memory_no_node_and_no_listener() {
    let server = Server::preview(islands());
    let mut browser = Browser::start();
    browser.before_each_page(
        "globalThis.memories = [];
        const instantiate = WebAssembly.instantiateStreaming;
        WebAssembly.instantiateStreaming = async (...all) => {
            const made = await instantiate.apply(WebAssembly, all);
            memories.push(made.instance.exports.memory);
            return made;
        };",
    );
    browser.open(&server.url("/rows/"));
    browser.wait_hydrated("[name=Rows]");
    // Nobody looks at them: laying them out would take most of the time.
    browser.eval("document.querySelector('.rows table').style.display = 'none'");
    let round = |browser: &mut Browser, times: u32| {
        browser.eval(&format!(
            "(async () => {{
                for (let i = 0; i < {times}; i++) {{
                    runlots.click();
                    if (document.querySelector('tbody').children.length != 10000) throw Error('no rows');
                    if (i == 0) update.click();
                    clear.click();
                    if (document.querySelector('.rows tr')) throw Error('rows are left');
                    await new Promise(r => setTimeout(r));
                }}
            }})()"
        ));
    };
    let (listeners, _) = counters(&mut browser);
    round(&mut browser, 1);
    let first = browser.eval(MEMORY).as_u64().unwrap();
    // The loader keeps hold of the node that it looked at last.
    let before = counters(&mut browser);
    assert_eq!(before.0, listeners, "listeners after the first round");
    // In parts, since a call is answered within half a minute.
    for part in 1..=9 {
        round(&mut browser, 11);
        let now = browser.eval(MEMORY).as_u64().unwrap();
        assert_eq!(now, first, "bytes of memory after {} rounds", part * 11 + 1);
    }
    assert_eq!(counters(&mut browser), before, "listeners and nodes after a hundred rounds");
}
