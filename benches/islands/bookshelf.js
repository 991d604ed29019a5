// The example's Bookshelf (content-example/islands/small/src/bookshelf.rs) with Preact, hydrated over the same HTML.
import {h, hydrate} from "preact";
import {useState} from "preact/hooks";

const orders = {
  Title: (a, b) => a.title.localeCompare(b.title),
  Year: (a, b) => a.year - b.year,
  Price: (a, b) => a.price - b.price,
};
const price = n => n.toLocaleString(undefined, {minimumFractionDigits: 2, maximumFractionDigits: 2});

const Bookshelf = props => {
  const [books, setBooks] = useState(props.books);
  const [query, setQuery] = useState("");
  const [order, setOrder] = useState("Title");
  const wanted = query.toLowerCase();
  const shown = books.filter(book => book.title.toLowerCase().includes(wanted)).sort(orders[order]);
  return h("section", {class: "bookshelf", "aria-label": "Books"},
    h("p", {class: "bookshelf__bar"},
      h("label", null, "Search ", h("input", {type: "search", value: query, onInput: e => setQuery(e.target.value)})),
      h("span", {role: "group", "aria-label": "Sort by"}, Object.keys(orders).map(label =>
        h("button", {type: "button", "aria-pressed": order === label, onClick: () => setOrder(label)}, label)))),
    h("p", {role: "status"}, shown.length, " of ", books.length, " books"),
    h("ul", null, shown.map(book => h("li", {key: book.id},
      h("cite", null, book.title), " ",
      h("span", null, book.year, ", ", price(book.price), " €"),
      h("button", {
        type: "button", "aria-label": "Remove " + book.title,
        onClick: () => setBooks(books.filter(other => other.id !== book.id)),
      }, "×")))));
};

for (const el of document.querySelectorAll("[data-island=Bookshelf]"))
  hydrate(h(Bookshelf, JSON.parse(el.dataset.props)), el);
