// The page as an app of the device: the worker that keeps it without a network. Only where the browser allows it: on a
// plain http address there is none, and everything else works all the same.

// The one policy of Trusted Types: the worker's address may be one of these, and nothing else may become code.
const SCRIPTS = new Set(['/sw.js']);

function trusted(url) {
  const policy = globalThis.trustedTypes?.createPolicy('app', {
    createScriptURL(asked) {
      if (!SCRIPTS.has(asked)) throw new TypeError(`${asked} is no script of this page`);
      return asked;
    },
  });
  return policy ? policy.createScriptURL(url) : url;
}

/** Register the worker; a refusal leaves the page as it is. */
export async function startWorker() {
  if (!isSecureContext || !navigator.serviceWorker) return;
  try {
    await navigator.serviceWorker.register(trusted('/sw.js'), { updateViaCache: 'none' });
  } catch (error) {
    console.info('no service worker:', error.message);
  }
}
