import { wholeNumber } from '../base/numbers.ts';
import { Text } from '../base/text.tsx';
import type { RawPath } from './http-rows.ts';

/** Paths as they were sent, each with how often at least since it was first seen. */
export function RawPaths({ paths }: { readonly paths: readonly RawPath[] }) {
  return (
    <ul className="raw-list">
      {paths.map(({ path, requests }) => (
        <li key={path}>
          <Text limit={200}>{path}</Text>
          <span className="quiet">{wholeNumber(requests)}</span>
        </li>
      ))}
    </ul>
  );
}
