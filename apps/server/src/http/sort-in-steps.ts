/** Elements that one step sorts or merges. */
const STEP = 512;

/** The values in order, as `toSorted` gives them, a little at a time: equal ones stay as they were. */
export function* sortInSteps<Value>(
  values: readonly Value[],
  compare: (left: Value, right: Value) => number,
): Generator<undefined, Value[], undefined> {
  let runs: Value[][] = [];
  for (let from = 0; from < values.length; from += STEP) {
    runs.push(values.slice(from, from + STEP).sort(compare));
    yield;
  }
  while (runs.length > 1) {
    const merged: Value[][] = [];
    for (let i = 0; i < runs.length; i += 2) {
      merged.push(i + 1 < runs.length ? yield* merge(runs[i], runs[i + 1], compare) : runs[i]);
    }
    runs = merged;
  }
  return runs[0] ?? [];
}

function* merge<Value>(
  left: readonly Value[],
  right: readonly Value[],
  compare: (left: Value, right: Value) => number,
): Generator<undefined, Value[], undefined> {
  const both: Value[] = [];
  let [i, j] = [0, 0];
  while (i < left.length && j < right.length) {
    both.push(compare(left[i], right[j]) <= 0 ? left[i++] : right[j++]);
    if (both.length % STEP === 0) yield;
  }
  for (; i < left.length; i++) both.push(left[i]);
  for (; j < right.length; j++) both.push(right[j]);
  return both;
}
