import { Text } from '../base/text.tsx';
import type { EndName } from '../view/end-name.ts';

/** `shop/cart`, or a name from outside; `~` marks one that was inferred. */
export function EndText({ name: { namespace, name, isInferred } }: { name: EndName }) {
  return (
    <span className={isInferred ? 'end inferred' : 'end'} title={isInferred ? 'Inferred from a DNS answer' : undefined}>
      {namespace !== '' && <Text className="namespace">{namespace}</Text>}
      {namespace !== '' && <span className="slash">/</span>}
      <Text className="end-name">{name}</Text>
      {isInferred && <span className="tilde">~</span>}
    </span>
  );
}
