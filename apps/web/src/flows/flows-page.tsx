/** Single flows as they come, and what was kept of them. */
export function FlowsPage() {
  return <p className="hint">Reading…</p>;
}
