// The table of tests/islands/src/rows.rs by hand: rows cloned of a template, one listener for all of them.
import {rows} from "./rows-labels.js";

const body = document.querySelector(".rows tbody");
const template = document.createElement("template");
template.innerHTML = "<tr><td> </td><td><a class=\"select\"> </a></td><td><a class=\"remove\">×</a></td></tr>";
const row = template.content.firstChild;
let chosen;

const clear = () => {
  body.textContent = "";
  chosen = undefined;
};
const make = count => {
  clear();
  const all = document.createDocumentFragment();
  for (const {id, label} of rows(count)) {
    const one = row.cloneNode(true), first = one.firstChild;
    first.firstChild.nodeValue = id;
    first.nextSibling.firstChild.firstChild.nodeValue = label;
    all.append(one);
  }
  body.append(all);
};
body.addEventListener("click", ({target}) => {
  const one = target.closest("tr");
  if (target.matches(".remove")) one.remove();
  else if (target.matches(".select")) {
    if (chosen) chosen.className = "";
    chosen = one;
    one.className = "danger";
  }
});
const on = (id, f) => document.getElementById(id).addEventListener("click", f);
on("run", () => make(1000));
on("runlots", () => make(10000));
on("update", () => {
  for (let n = 0; n < body.children.length; n += 10) body.children[n].querySelector(".select").firstChild.nodeValue += " !!!";
});
on("swaprows", () => {
  const {1: a, 998: b} = body.children;
  if (!b) return;
  const after = b.nextSibling;
  body.insertBefore(b, a);
  body.insertBefore(a, after);
});
on("clear", clear);
