/**
 * What a workload is probably called while only remote nodes have spoken of it: its usual labels, else the pod name
 * without the parts that a controller appends.
 */
export function guessWorkload(labels: readonly string[], podName: string): string {
  for (const key of NAME_LABELS) {
    const label = labels.find((it) => it.startsWith(key));
    if (label !== undefined) return label.slice(key.length);
  }
  return withoutSuffix(podName);
}

const NAME_LABELS = ['k8s:app.kubernetes.io/name=', 'k8s:app=', 'k8s:k8s-app=', 'k8s:name='];

/** `cart-5b8f7c9d4-lm4zq` and `redis-0` are of `cart` and `redis`. */
function withoutSuffix(podName: string): string {
  const parts = podName.split('-');
  const last = parts.at(-1) ?? '';
  if (parts.length > 2 && isHash(last, 5, 5) && isHash(parts.at(-2) ?? '', 6, 10)) return parts.slice(0, -2).join('-');
  if (parts.length > 1 && (isHash(last, 5, 5) || isNumber(last))) return parts.slice(0, -1).join('-');
  return podName;
}

/** Controllers use these letters and digits only, so that no words come out. */
const HASH_LETTERS = 'bcdfghjklmnpqrstvwxz2456789';

function isHash(part: string, min: number, max: number): boolean {
  return part.length >= min && part.length <= max && Array.from(part).every((letter) => HASH_LETTERS.includes(letter));
}

function isNumber(part: string): boolean {
  return part !== '' && part.length <= 5 && Array.from(part).every((digit) => digit >= '0' && digit <= '9');
}
