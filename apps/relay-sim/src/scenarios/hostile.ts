/**
 * A spelling that turns each text into an attack. A text is always spelled the same, and two texts never alike, so that
 * identities and names stay consistent; what is spelled already stays. Another seed attacks the same texts in other ways.
 */
export function hostileSpelling(seed: number): (text: string) => string {
  const spelled = new Map<string, string>();
  const used = new Set<string>();
  let next = seed % ATTACKS.length;
  return (text) => {
    const known = spelled.get(text) ?? (used.has(text) ? text : undefined);
    if (known !== undefined) return known;
    for (;;) {
      const hostile = ATTACKS[next](text);
      next = (next + 1) % ATTACKS.length;
      if (used.has(hostile)) continue;
      used.add(hostile);
      spelled.set(text, hostile);
      return hostile;
    }
  };
}

/** Control bytes, direction marks and zero-width characters are written as escapes. The first two leave no name. */
export const ATTACKS: readonly ((text: string) => string)[] = [
  () => '__proto__',
  () => 'constructor',
  (text) => `<img src=x onerror=alert(1)>${text}`,
  (text) => `${text}"><script>alert(1)</script>`,
  (text) => `${text}</text></title><svg onload="alert(1)">`,
  (text) => `${text}]]><!--&lt;&#60;&nbsp;`,
  (text) => `\u202e${text}\u2066`,
  (text) => `\u200f${text}\u061c`,
  (text) => `${text}\u200b\ufeff\u200d`,
  (text) => `${text}\u0000\u0007\u001b[31m\r\n\ufffe`,
  (text) => `${text}${'A'.repeat(10_000)}`,
  (text) => `${text}${'\u0301'.repeat(200)}`,
  (text) => `${text}'; DROP TABLE flows; --`,
  (text) => `{{constructor.constructor('return 1')()}}\${alert(1)}${text}`,
  (text) => `javascript:alert(1)//${text}`,
  (text) => `=HYPERLINK("http://evil.example","${text}")`,
  (text) => `../../${text}%2e%2e%2f`,
  (text) => `"${text}" -verdict:DROPPED \\'`,
  (text) => `${text}\ud83d\udca9\ud83d\udc69\u200d\ud83d\ude80`,
];
