//! Countdown, data table, contact form.

use super::{holds, open, start_all};

#[test]
fn a_countdown_counts_and_knows_its_end() {
    let (mut browser, _server) = open("/gallery/countdown/");
    let parts = "[...document.querySelectorAll('.l9-countdown')].map(c => [...c.querySelectorAll('b')].map(b => +b.innerText))";
    browser.wait(
        "the numbers",
        &format!("(([a, b]) => a.length === 4 && b.length === 4 && a[0] > 20000)({parts})"),
    );
    browser.wait(
        "the end",
        "document.querySelectorAll('.l9-countdown')[2].innerText.trim() === 'The millennium has begun.'",
    );
    browser.eval(&format!("globalThis.first = JSON.stringify({parts}[0])"));
    browser.wait("a second to pass", &format!("JSON.stringify({parts}[0]) !== first"));
}

#[test]
fn a_data_table_sorts_and_searches() {
    let (mut browser, _server) = open("/gallery/data-table/");
    start_all(&mut browser);
    let names =
        "[...document.querySelectorAll('.l9-table tbody tr')].map(r => r.cells[0].innerText).join(' ')";
    let sorts = "[...document.querySelectorAll('.l9-table th')].map(h => h.ariaSort || '-').join(' ')";
    let heading = |at: usize| format!(".l9-table th:nth-child({at}) button");
    assert_eq!(browser.text(names), "Mont Blanc Matterhorn Großglockner Zugspitze Äbeniflue");
    browser.click(&heading(1));
    browser.wait(
        "names in order",
        &format!("{names} === 'Äbeniflue Großglockner Matterhorn Mont Blanc Zugspitze'"),
    );
    assert_eq!(browser.text(sorts), "ascending - -");
    browser.eval(&format!("document.querySelector('{}').focus()", heading(2)));
    browser.press("Enter");
    browser.press("Enter");
    browser.wait(
        "heights, the highest first",
        &format!("{names} === 'Mont Blanc Matterhorn Äbeniflue Großglockner Zugspitze'"),
    );
    assert_eq!(browser.text(sorts), "- descending -");
    browser.eval("document.querySelector('.l9-table [type=search]').focus()");
    browser.type_text("GROSS");
    browser.wait("none, for ß is no ss", &format!("{names} === ''"));
    browser.eval("document.querySelector('.l9-table [type=search]').select()");
    browser.type_text("18");
    browser
        .wait("those of the century", "document.querySelector('.l9-table__count').innerText === 'Rows: 4'");
    holds(&mut browser, "the focus stays", "document.activeElement.type === 'search'");
}

#[test]
fn a_contact_form_says_what_is_wrong_and_sends() {
    let (mut browser, _server) = open("/gallery/contact-form/");
    start_all(&mut browser);
    browser.eval(
        "globalThis.asked = []; globalThis.answer = 500; globalThis.fetch = (url, init) => { asked.push([url, init.method, init.body]); \
         return Promise.resolve(new Response(null, {status: answer})) }",
    );
    let errors = "[...document.querySelectorAll('.l9-contact__error')].map(e => e.innerText).join('|')";
    let status = "document.querySelector('.l9-contact__status').innerText";
    browser.click(".l9-contact button");
    browser.wait(
        "what is missing",
        &format!("{errors} === 'This is missing.|This is missing.|This is missing.'"),
    );
    browser.click(".l9-contact [name=name]");
    browser.type_text("Ada & co");
    browser.press("Tab");
    browser.type_text("ada");
    browser.wait(
        "what is wrong",
        &format!("{errors} === '|An address has the form name@example.org.|This is missing.'"),
    );
    holds(
        &mut browser,
        "it is said of the field",
        "document.querySelector('[name=email]').ariaInvalid === 'true'",
    );
    browser.type_text("@example.org");
    browser.click(".l9-contact [name=message]");
    browser.type_text("Hello");
    browser.click(".l9-contact button");
    browser.wait("the failure", &format!("{status}.startsWith('That did not work')"));
    browser.eval("answer = 204");
    browser.click(".l9-contact button");
    browser.wait("the thanks", &format!("{status}.startsWith('Thank you')"));
    let asked = browser.text("JSON.stringify(asked[1])");
    assert_eq!(
        asked,
        r#"["https://example.org/contact","POST","name=Ada%20%26%20co&email=ada%40example.org&message=Hello"]"#
    );
    browser.wait(
        "the fields to be empty",
        &format!("{errors} === '||' && document.querySelector('[name=name]').value === ''"),
    );
}
