// The look of the workspace while the page runs: its style sheet and its icon are exchanged when they change.

const PLAIN_ICON = new URL('../icons/logo.svg', import.meta.url).pathname;

// The new sheet is there before the old one goes: no moment without colours.
function wearStyle(url) {
  const old = [...document.querySelectorAll('link[data-brand]')];
  if (old.some((link) => link.getAttribute('href') === url)) return;
  const drop = () => old.forEach((link) => link.remove());
  if (!url) return void drop();
  const link = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: url });
  link.dataset.brand = '';
  link.addEventListener('load', drop);
  document.head.append(link);
}

function wearIcon(url) {
  const link = document.querySelector('link[rel="icon"]');
  if (!link || link.getAttribute('href') === url) return;
  link.type = url ? 'image/png' : 'image/svg+xml';
  link.href = url ?? PLAIN_ICON;
}

/** Look as the workspace does now. */
export function wear({ styleUrl, iconUrl }) {
  wearStyle(styleUrl);
  wearIcon(iconUrl);
}
