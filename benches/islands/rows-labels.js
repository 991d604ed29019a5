// The rows of tests/islands/src/rows.rs.
const adjectives = ["pretty", "large", "big", "small", "tall", "short"];
const colours = ["red", "yellow", "blue", "green", "pink", "brown"];
const nouns = ["table", "chair", "house", "bbq", "desk", "car"];

const at = (words, id, step) => words[Math.floor(id / step) % 6];
let next = 1;

export const rows = count => Array.from({length: count}, () => {
  const id = next++;
  return {id, label: `${at(adjectives, id, 1)} ${at(colours, id, 6)} ${at(nouns, id, 36)}`};
});
