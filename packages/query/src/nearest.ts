const MAX_SUGGESTIONS = 3;
/** Longer texts are nobody's slip of the finger. */
const MAX_LENGTH = 64;

/** Up to three of the candidates that the text may have meant, the likeliest first. */
export function nearest(text: string, candidates: readonly string[]): readonly string[] {
  if (text === '' || text.length > MAX_LENGTH) return [];
  const wanted = text.toLowerCase();
  return candidates
    .map((candidate) => ({ candidate, distance: distanceOf(wanted, candidate.toLowerCase()) }))
    .filter(({ distance }) => distance <= Math.max(1, Math.floor(wanted.length / 3)))
    .toSorted((a, b) => a.distance - b.distance)
    .slice(0, MAX_SUGGESTIONS)
    .map(({ candidate }) => candidate);
}

/** Edits between the two; less than one where the text is a part of the candidate. */
function distanceOf(text: string, candidate: string): number {
  if (candidate.startsWith(text)) return 0.25;
  if (text.length >= 3 && candidate.includes(text)) return 0.5;
  let previous = Array.from({ length: candidate.length + 1 }, (_, i) => i);
  for (let i = 1; i <= text.length; i++) {
    const row = [i];
    for (let k = 1; k <= candidate.length; k++) {
      const swap = previous[k - 1] + (text[i - 1] === candidate[k - 1] ? 0 : 1);
      row.push(Math.min(swap, previous[k] + 1, row[k - 1] + 1));
    }
    previous = row;
  }
  return previous[candidate.length];
}
