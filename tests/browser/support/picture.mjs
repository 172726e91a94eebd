// Pictures for tests, drawn by the browser itself.

/** A PNG of this size, as a Buffer. */
export async function drawing(page, width, height) {
  const url = await page.evaluate(([w, h]) => {
    const canvas = Object.assign(document.createElement('canvas'), { width: w, height: h });
    const brush = canvas.getContext('2d');
    brush.fillStyle = 'crimson';
    brush.fillRect(0, 0, w, h);
    brush.fillStyle = 'gold';
    brush.fillRect(0, 0, w / 2, h / 2);
    return canvas.toDataURL('image/png');
  }, [width, height]);
  return Buffer.from(url.split(',')[1], 'base64');
}
