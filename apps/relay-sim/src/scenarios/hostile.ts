/**
 * A spelling that turns each text into an attack that still contains it, each text always the same one, so
 * that identities and names stay consistent.
 */
export function hostileSpelling(): (text: string) => string {
  const spelled = new Map<string, string>();
  return (text) => {
    let hostile = spelled.get(text);
    if (hostile === undefined) {
      const attack = ATTACKS[spelled.size % ATTACKS.length];
      hostile = attack(text);
      spelled.set(text, hostile);
    }
    return hostile;
  };
}

/** Control bytes, direction marks and zero-width characters are written as escapes. */
const ATTACKS: readonly ((text: string) => string)[] = [
  (text) => `<img src=x onerror=alert(1)>${text}`,
  (text) => `${text}"><script>alert(1)</script>`,
  () => '__proto__',
  () => 'constructor',
  (text) => `\u202e${text}\u2066`,
  (text) => `${text}\u200b\ufeff`,
  (text) => `${text}\u0000\u0007\u001b[31m\r\n`,
  (text) => `${text}${'A'.repeat(10_000)}`,
  (text) => `${text}'; DROP TABLE flows; --`,
  (text) => `{{constructor.constructor('return 1')()}}${text}`,
  (text) => `javascript:alert(1)//${text}`,
  (text) => `=HYPERLINK("http://evil.example","${text}")`,
  (text) => `../../${text}%2e%2e%2f`,
  (text) => `${text}\ud83d\udca9`,
];
