/** Methods and paths of everything that the filter shows. */
export function HttpPage() {
  return <p className="hint">Reading…</p>;
}
