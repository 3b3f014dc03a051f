import { isIP } from 'node:net';

/** Who may call us by which name, and which pages may open sockets. */
export interface HostCheck {
  /** False for a name that some other site could have pointed at our address. */
  allowsHost(host: string | undefined): boolean;
  /** True for the page that we served ourselves under `host`, and for callers that are no page. */
  allowsOrigin(origin: string | undefined, host: string | undefined): boolean;
}

interface Authority {
  /** Lower case, without brackets. */
  readonly name: string;
  readonly port: number | undefined;
}

/**
 * Loopback names and the listen address are always good; while we listen on every address so is any IP address,
 * because DNS rebinding needs a name. All other names have to be allowed by the operator.
 */
export function hostCheck(listenHost: string, allowedHosts: readonly string[]): HostCheck {
  const allowed = allowedHosts.map(parseAuthority).filter((authority) => authority !== undefined);
  const listensEverywhere = listenHost === '0.0.0.0' || listenHost === '::';
  const isAllowed = (authority: Authority): boolean =>
    allowed.some(({ name, port }) => name === authority.name && (port === undefined || port === authority.port));

  return {
    allowsHost(host) {
      const authority = parseAuthority(host ?? '');
      if (authority === undefined) return false;
      if (isLoopbackName(authority.name) || authority.name === listenHost.toLowerCase()) return true;
      return (listensEverywhere && isIP(authority.name) !== 0) || isAllowed(authority);
    },
    allowsOrigin(origin, host) {
      if (origin === undefined) return true;
      const match = /^(https?):\/\/(.+)$/.exec(origin);
      const page = parseAuthority(match?.[2] ?? '');
      if (match === null || page === undefined) return false;
      const pagePort = page.port ?? (match[1] === 'https' ? 443 : 80);
      if (isAllowed({ name: page.name, port: pagePort }) || isAllowed(page)) return true;
      const here = parseAuthority(host ?? '');
      if (here === undefined || here.name !== page.name) return false;
      return here.port === undefined ? page.port === undefined : here.port === pagePort;
    },
  };
}

function parseAuthority(text: string): Authority | undefined {
  const match = /^(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9._-]+))(?::(\d{1,5}))?$/.exec(text);
  if (match === null || text.length > 300) return undefined;
  if (match[1] !== undefined && isIP(match[1]) !== 6) return undefined;
  return {
    name: (match[1] ?? match[2]).toLowerCase(),
    port: match[3] === undefined ? undefined : Number(match[3]),
  };
}

function isLoopbackName(name: string): boolean {
  return name === 'localhost' || name === '::1' || (isIP(name) === 4 && name.startsWith('127.'));
}
