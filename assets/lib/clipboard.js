// Copying text, also on plain http where the Clipboard API does not exist.

function copyBySelection(text) {
  const area = document.createElement('textarea');
  const host = document.querySelector('dialog[open]:last-of-type') ?? document.body;
  area.value = text;
  area.readOnly = true;
  area.className = 'visually-hidden';
  host.append(area);
  const focused = document.activeElement;
  area.select();
  const copied = document.execCommand('copy');
  area.remove();
  focused?.focus?.();
  return copied;
}

/** Put `text` on the clipboard; false when the browser refuses. */
export async function copyText(text) {
  if (navigator.clipboard && isSecureContext) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // Permission may be missing although the API is there: fall through to the selection.
    }
  }
  return copyBySelection(text);
}
