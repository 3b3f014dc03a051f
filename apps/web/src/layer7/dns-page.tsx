/** DNS names of everything that the filter shows. */
export function DnsPage() {
  return <p className="hint">Reading…</p>;
}
