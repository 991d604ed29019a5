// The gallery's Counter, as benches/islands/counter.js has it.
import {useState} from "preact/hooks";

export default ({start = 0, step = 1, label = "Counter"}) => {
  const [count, set] = useState(start);
  return (
    <div class="l9-counter" role="group" aria-label={label}>
      <button type="button" aria-label="Decrease" onClick={() => set(count - step)}>−</button>
      <output>{count}</output>
      <button type="button" aria-label="Increase" onClick={() => set(count + step)}>+</button>
    </div>
  );
};
