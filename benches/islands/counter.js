// The gallery's Counter with Preact, hydrated over the same HTML.
import {h, hydrate} from "preact";
import {useState} from "preact/hooks";

const Counter = ({start = 0, step = 1, label = "Counter"}) => {
  const [count, set] = useState(start);
  return h("div", {class: "l9-counter", role: "group", "aria-label": label},
    h("button", {type: "button", "aria-label": "Decrease", onClick: () => set(count - step)}, "−"),
    h("output", null, count),
    h("button", {type: "button", "aria-label": "Increase", onClick: () => set(count + step)}, "+"));
};

for (const el of document.querySelectorAll("[data-island=Counter]"))
  hydrate(h(Counter, JSON.parse(el.dataset.props)), el);
