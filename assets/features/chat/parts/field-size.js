// A text field that grows with its text, for browsers whose style sheets cannot say so.

const native = () => CSS.supports('field-sizing', 'content');

/** Makes the field as tall as its text; its style sheet sets the limits. */
export function fitHeight(area) {
  if (native()) return;
  area.style.blockSize = 'auto';
  area.style.blockSize = `${area.scrollHeight}px`;
}
