import { momentOf, type EdgeMoment } from '../view/edge-moment.ts';
import type { LayerPageProps } from './layer-page.tsx';

/** The window of the address, also before the graph of it is there; in the past, that of the graph. */
export function pageMoment({
  view,
  grouped,
  options,
}: Pick<LayerPageProps, 'view' | 'grouped' | 'options'>): EdgeMoment {
  const moment = momentOf(grouped, options);
  return moment.isPast ? moment : { ...moment, windowSeconds: view.windowSeconds };
}
