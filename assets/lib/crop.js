// A square of a picture behind a window: where it may lie, and which pixels it means. Lengths on screen are in units of the window.

/**
 * The crop of a picture of `width` × `height` pixels: `zoom` 1 shows as much as fits, `x` and `y` are where the middle of the
 * window lies in the picture, from 0 to 1. Kept so that the window never shows anything outside the picture.
 */
export function settle({ width, height, zoom, x, y }, most = 4) {
  const near = Math.min(Math.max(zoom, 1), most);
  const side = Math.min(width, height) / near;
  const hold = (at, length) => Math.min(Math.max(at, side / 2 / length), 1 - side / 2 / length);
  return { width, height, zoom: near, x: hold(x, width), y: hold(y, height) };
}

/** The pixels a crop means: `{x, y, side}`, whole numbers inside the picture. */
export function squareOf({ width, height, zoom, x, y }) {
  const side = Math.max(1, Math.floor(Math.min(width, height) / zoom));
  const from = (at, length) => Math.min(Math.max(0, Math.round(at * length - side / 2)), length - side);
  return { x: from(x, width), y: from(y, height), side };
}

/** Where the picture lies behind a window of `size`: `{width, height, left, top}`. */
export function layout({ width, height, zoom, x, y }, size) {
  const scale = (size / Math.min(width, height)) * zoom;
  return { width: width * scale, height: height * scale, left: size / 2 - x * width * scale, top: size / 2 - y * height * scale };
}

/** The crop after the picture was dragged by `dx`, `dy` on screen. */
export function drag(crop, dx, dy, size) {
  const { width, height } = layout(crop, size);
  return settle({ ...crop, x: crop.x - dx / width, y: crop.y - dy / height });
}
