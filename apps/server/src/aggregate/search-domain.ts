/** A name has 127 parts at most. */
const MAX_PARTS = 127;

/**
 * The name that a client meant when it asked for `name`, which does not exist, because of its search list; '' when
 * `name` seems to be meant itself. A resolver tries the domains of the list first and the name itself last, and stops
 * when one is there:
 *
 *     asked   api.internal.shop.svc.cluster.local     there is none
 *             api.internal.svc.cluster.local          there is none
 *             api.internal.cluster.local              there is none
 *             api.internal                            what was meant
 *
 * So a shorter name is meant if it was asked for itself, or with what the domain of the cluster has below `svc`.
 */
export function searchDomainOf(name: string, isAsked: (name: string) => boolean): string {
  const service = name.lastIndexOf('.svc.');
  const zone = service < 0 ? '' : name.slice(service + '.svc.'.length);
  let dot = name.length;
  for (let parts = 0; parts < MAX_PARTS; parts++) {
    dot = name.lastIndexOf('.', dot - 1);
    if (dot <= 0) return '';
    const meant = name.slice(0, dot);
    if (isAsked(meant)) return meant;
    const domain = name.slice(dot + 1);
    if (zone === '' || !domain.endsWith(`svc.${zone}`)) continue;
    const others = [`svc.${zone}`, zone].filter((other) => other.length < domain.length);
    if (others.some((other) => isAsked(`${meant}.${other}`))) return meant;
  }
  return '';
}
