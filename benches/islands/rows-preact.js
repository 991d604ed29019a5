// The table of tests/islands/src/rows.rs with Preact: rows that are drawn again only when they differ.
import {Component, h, hydrate} from "preact";
import {rows} from "./rows-labels.js";

class Row extends Component {
  shouldComponentUpdate({item, chosen}) {
    return item !== this.props.item || chosen !== this.props.chosen;
  }
  render({item: {id, label}, chosen, select, remove}) {
    return h("tr", {class: chosen ? "danger" : ""},
      h("td", null, id),
      h("td", null, h("a", {class: "select", onClick: () => select(id)}, label)),
      h("td", null, h("a", {class: "remove", onClick: () => remove(id)}, "×")));
  }
}

class Rows extends Component {
  state = {all: [], chosen: 0};
  select = chosen => this.setState({chosen});
  remove = id => this.setState({all: this.state.all.filter(row => row.id !== id)});
  make = count => this.setState({all: rows(count), chosen: 0});
  update = () => this.setState({all: this.state.all.map((row, n) => n % 10 ? row : {id: row.id, label: row.label + " !!!"})});
  swap = () => {
    const all = [...this.state.all];
    if (all.length > 998) [all[1], all[998]] = [all[998], all[1]];
    this.setState({all});
  };
  render(_, {all, chosen}) {
    const button = (id, text, f) => h("button", {type: "button", id, onClick: f}, text);
    return h("div", {class: "rows"},
      button("run", "1,000 rows", () => this.make(1000)),
      button("runlots", "10,000 rows", () => this.make(10000)),
      button("update", "Every 10th", this.update),
      button("swaprows", "Swap", this.swap),
      button("clear", "Clear", () => this.setState({all: [], chosen: 0})),
      h("table", null, h("tbody", null, all.map(item =>
        h(Row, {key: item.id, item, chosen: item.id === chosen, select: this.select, remove: this.remove})))));
  }
}

hydrate(h(Rows), document.getElementById("root"));
