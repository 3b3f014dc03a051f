interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): unknown;
}

let isAllowed = false;

/**
 * Workers of our own may be started from now on. The page's policy demands trusted script addresses and knows one policy,
 * `default`. Ours trusts what comes from where the page itself came from, and nothing else.
 */
export function allowOwnScripts(): void {
  const { trustedTypes } = globalThis as { readonly trustedTypes?: TrustedTypes };
  if (isAllowed || trustedTypes === undefined) return;
  isAllowed = true;
  trustedTypes.createPolicy('default', {
    createScriptURL(url) {
      if (new URL(url, document.baseURI).origin === location.origin) return url;
      throw new TypeError('only scripts of this page are run');
    },
  });
}
