/**
 * Runs `work` in a task of its own, after what the browser has to do meanwhile: a key, a frame. Long work in several such
 * steps holds up nobody. What comes back calls it off.
 */
export function nextTask(work: () => void): () => void {
  const { port1, port2 } = new MessageChannel();
  const close = (): void => port1.close();
  port1.addEventListener('message', () => {
    close();
    work();
  });
  port1.start();
  port2.postMessage(undefined);
  return close;
}
