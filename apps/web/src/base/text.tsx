import { plainText } from './plain-text.ts';

/** Text that came with a flow: isolated from the reading direction around it, and the whole of it as its title. */
export function Text({ children, className, limit }: { children: string; className?: string; limit?: number }) {
  const shown = plainText(children, limit);
  return (
    <bdi className={className} title={shown}>
      {shown}
    </bdi>
  );
}
