// Charts drawn as SVG: lines, bars, and bars on top of each other; read by pointer and arrow keys, shown as a table, and
// handed out as picture or CSV. Colours and dashes come from chart.css, so they follow the theme.

import { html, useId } from 'htm/preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { saveCsv, saveFile } from '../lib/csv.js';
import { formatNumber, t } from '../lib/i18n.js';
import { Button, IconButton } from './controls.js';

const HEIGHT = 240;
const EDGE = { top: 12, right: 12, bottom: 24, left: 40 };
/** How wide a label under the chart is, about. */
const LABEL_PX = 64;

/** Round steps from 0 to at least `most`: the numbers beside the chart. What is counted is counted whole. */
export function ticksTo(most, count = 4) {
  const rough = Math.max(most, 1) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(1, [1, 2, 2.5, 5, 10].map((each) => each * power).find((each) => each >= rough && (each < 1 || Number.isInteger(each))));
  return Array.from({ length: Math.ceil(Math.max(most, 1) / step) + 1 }, (_, i) => i * step);
}

/** From and to of every value when series stand on top of each other: `[series][point] = [from, to]`. */
export function stacked(series) {
  const sums = series[0]?.values.map(() => 0) ?? [];
  return series.map(({ values }) => values.map((value, i) => {
    const from = sums[i];
    sums[i] += value ?? 0;
    return [from, sums[i]];
  }));
}

/** The `d` of a line through values; where there is none the line has a gap. */
export function lineOf(values, x, y) {
  let pen = 'M';
  return values.map((value, i) => {
    if (value === null || value === undefined) {
      pen = 'M';
      return '';
    }
    const step = `${pen}${x(i).toFixed(1)} ${y(value).toFixed(1)}`;
    pen = 'L';
    return step;
  }).join('');
}

/** The table of a chart: a row per label, a column per series. */
export const tableOf = ({ labels, series, axis }) => [[axis, ...series.map((each) => each.name)], ...labels.map((label, i) => [label, ...series.map((each) => each.values[i] ?? '')])];

function useWidth() {
  const box = useRef(null);
  const [width, setWidth] = useState(0);
  // Measured before it is painted: a chart is never seen empty.
  useLayoutEffect(() => setWidth(box.current.clientWidth), []);
  useEffect(() => {
    const watch = new ResizeObserver(([entry]) => setWidth(Math.round(entry.contentRect.width)));
    watch.observe(box.current);
    return () => watch.disconnect();
  }, []);
  return [box, width];
}

function scalesOf({ kind, labels, series }, width) {
  const tops = kind === 'stack' ? stacked(series).flat().map(([, to]) => to) : series.flatMap((each) => each.values.map((value) => value ?? 0));
  const ticks = ticksTo(Math.max(0, ...tops));
  const inner = { width: Math.max(1, width - EDGE.left - EDGE.right), height: HEIGHT - EDGE.top - EDGE.bottom };
  const y = (value) => EDGE.top + inner.height * (1 - value / ticks.at(-1));
  const band = inner.width / Math.max(1, labels.length);
  const x = kind === 'lines'
    ? (i) => EDGE.left + (labels.length < 2 ? inner.width / 2 : (inner.width * i) / (labels.length - 1))
    : (i) => EDGE.left + band * (i + 0.5);
  return { ticks, x, y, band, inner };
}

const Lines = ({ series, x, y }) => series.map((each, s) => html`
  <g key=${each.name} class="chart-c${s}">
    <path class="chart-line ${each.dashed ? 'is-dashed' : ''}" d=${lineOf(each.values, x, y)} />
    ${each.values.length < 2 && each.values.map((value, i) => html`<circle class="chart-dot" cx=${x(i)} cy=${y(value ?? 0)} r="3" />`)}
  </g>`);

function Bars({ kind, series, x, y, band }) {
  const spans = kind === 'stack' ? stacked(series) : series.map(({ values }) => values.map((value) => [0, value ?? 0]));
  const room = Math.max(2, Math.min(band * 0.7, 48 * (kind === 'stack' ? 1 : series.length)));
  const each = kind === 'stack' ? room : room / series.length;
  const left = (s, i) => x(i) - room / 2 + (kind === 'stack' ? 0 : each * s);
  return spans.map((points, s) => html`
    <g key=${series[s].name} class="chart-c${s}">
      ${points.map(([from, to], i) => to > from && html`<rect key=${i} class="chart-bar" x=${left(s, i).toFixed(1)} width=${Math.max(1, each - 1).toFixed(1)} y=${y(to).toFixed(1)} height=${Math.max(1, y(from) - y(to)).toFixed(1)} rx="2" />`)}
    </g>`);
}

function Drawing({ chart, width, at, svg }) {
  const scales = scalesOf(chart, width);
  const { ticks, x, y, inner } = scales;
  const every = Math.max(1, Math.ceil((chart.labels.length * LABEL_PX) / inner.width));
  return html`
    <svg ref=${svg} class="chart-svg" width=${width} height=${HEIGHT} viewBox="0 0 ${width} ${HEIGHT}" aria-hidden="true">
      ${ticks.map((tick) => html`
        <g key=${tick}><line class="chart-grid" x1=${EDGE.left} x2=${width - EDGE.right} y1=${y(tick)} y2=${y(tick)} /><text class="chart-text" x=${EDGE.left - 6} y=${y(tick) + 4} text-anchor="end">${formatNumber(tick)}</text></g>`)}
      ${chart.labels.map((label, i) => i % every === 0 && html`<text key=${i} class="chart-text" x=${x(i)} y=${HEIGHT - 6} text-anchor=${chart.kind === 'lines' && i === 0 && chart.labels.length > 1 ? 'start' : 'middle'}>${label}</text>`)}
      ${at !== null && html`<line class="chart-cross" x1=${x(at)} x2=${x(at)} y1=${EDGE.top} y2=${HEIGHT - EDGE.bottom} />`}
      ${chart.kind === 'lines' ? html`<${Lines} series=${chart.series} ...${scales} />` : html`<${Bars} kind=${chart.kind} series=${chart.series} ...${scales} />`}
      ${at !== null && chart.kind === 'lines' && chart.series.map((each, s) => each.values[at] !== null && each.values[at] !== undefined && html`<circle key=${s} class="chart-dot chart-c${s}" cx=${x(at)} cy=${y(each.values[at])} r="4" />`)}
    </svg>`;
}

const valueAt = ({ labels, series }, i) => `${labels[i]}: ${series.map((each) => `${each.name} ${each.values[i] === null || each.values[i] === undefined ? '–' : formatNumber(each.values[i])}`).join(', ')}`;

// The chart as something to move along: arrow keys and the pointer choose a place, its values are read aloud and shown.
function Reader({ chart, name, children, at, setAt, width }) {
  const last = chart.labels.length - 1;
  const onKeyDown = (event) => {
    const to = { ArrowLeft: (at ?? last + 1) - 1, ArrowRight: (at ?? -1) + 1, Home: 0, End: last }[event.key];
    if (event.key === 'Escape' && at !== null) setAt(null);
    else if (to === undefined) return;
    else setAt(Math.max(0, Math.min(last, to)));
    event.preventDefault();
  };
  const onPointerMove = (event) => {
    const { x } = scalesOf(chart, width);
    const px = event.clientX - event.currentTarget.getBoundingClientRect().left;
    const nearest = chart.labels.reduce((best, _, i) => (Math.abs(x(i) - px) < Math.abs(x(best) - px) ? i : best), 0);
    setAt(nearest);
  };
  return html`
    <div class="chart-read" role="slider" tabindex="0" aria-label=${name} aria-valuemin="0" aria-valuemax=${Math.max(0, last)} aria-valuenow=${at ?? 0}
      aria-valuetext=${last < 0 ? t('chart.nothing') : valueAt(chart, at ?? last)} onKeyDown=${onKeyDown} onPointerMove=${onPointerMove} onPointerLeave=${() => setAt(null)} onBlur=${() => setAt(null)}>
      ${children}
    </div>`;
}

const Legend = ({ chart, at }) => html`
  <ul class="chart-legend">
    ${chart.series.map((each, s) => html`
      <li key=${each.name} class="chart-c${s}"><svg class="chart-key" width="18" height="10" aria-hidden="true"><line class="chart-line ${each.dashed ? 'is-dashed' : ''}" x1="0" x2="18" y1="5" y2="5" /></svg>
        <span>${each.name}</span>${at !== null && html`<strong class="num">${each.values[at] === null || each.values[at] === undefined ? '–' : formatNumber(each.values[at])}</strong>`}</li>`)}
    ${at !== null && html`<li class="faint">${chart.labels[at]}</li>`}
  </ul>`;

function Table({ chart, name }) {
  const [head, ...rows] = tableOf(chart);
  return html`
    <div class="chart-table" tabindex="0" role="group" aria-label=${name}>
      <table class="table">
        <thead><tr>${head.map((text, i) => html`<th key=${i} scope="col">${text}</th>`)}</tr></thead>
        <tbody>${rows.map((row, i) => html`<tr key=${i}>${row.map((value, j) => (j ? html`<td key=${j} class="num">${value === '' ? '–' : formatNumber(value)}</td>` : html`<th key=${j} scope="row">${value}</th>`))}</tr>`)}</tbody>
      </table>
    </div>`;
}

const KEPT = ['fill', 'stroke', 'stroke-width', 'stroke-dasharray', 'stroke-linecap', 'stroke-linejoin', 'opacity', 'font-size', 'font-family'];

/** A drawing as a picture of its own: the styles it has here are written into it. */
async function picture(svg, { title, chart }) {
  const copy = svg.cloneNode(true);
  const originals = [svg, ...svg.querySelectorAll('*')];
  [copy, ...copy.querySelectorAll('*')].forEach((node, i) => {
    const style = getComputedStyle(originals[i]);
    for (const name of KEPT) node.setAttribute(name, style.getPropertyValue(name));
  });
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
  await image.decode();
  const [width, scale] = [svg.clientWidth, 2];
  const canvas = Object.assign(document.createElement('canvas'), { width: width * scale, height: (HEIGHT + 64) * scale });
  const pen = canvas.getContext('2d');
  const look = getComputedStyle(svg.closest('.chart'));
  pen.scale(scale, scale);
  pen.fillStyle = look.backgroundColor;
  pen.fillRect(0, 0, width, HEIGHT + 64);
  pen.fillStyle = look.color;
  pen.font = `600 15px ${look.fontFamily}`;
  pen.fillText(title, 12, 24);
  pen.font = `12px ${look.fontFamily}`;
  pen.drawImage(image, 0, 32);
  let left = 12;
  chart.series.forEach((each, s) => {
    pen.fillStyle = getComputedStyle(svg.closest('.chart').querySelector(`.chart-legend .chart-c${s}`)).getPropertyValue('--chart');
    pen.fillRect(left, HEIGHT + 44, 14, 4);
    pen.fillStyle = look.color;
    pen.fillText(each.name, left + 20, HEIGHT + 50);
    left += 36 + pen.measureText(each.name).width;
  });
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
}

/**
 * A chart with its name, legend and ways out. `chart` is `{kind: 'lines' | 'bars' | 'stack', labels, series: [{name, values,
 * dashed?}], axis}`, `axis` what the labels are. `summary` says in a sentence what can be seen; `file` names what is saved.
 */
export function Chart({ title, summary, chart, file, onError }) {
  const id = useId();
  const [box, width] = useWidth();
  const [at, setAt] = useState(null);
  const [asTable, setAsTable] = useState(false);
  const svg = useRef(null);
  const place = at !== null && at < chart.labels.length ? at : null;
  const save = () => picture(svg.current, { title, chart }).then((blob) => saveFile(`${file}.png`, blob)).catch(onError);
  return html`
    <section class="card chart" aria-labelledby=${id}>
      <header class="chart-head">
        <div class="grow"><h2 class="section-title" id=${id}>${title}</h2><p class="muted chart-summary">${summary}</p></div>
        <${Button} small kind="quiet" aria-pressed=${String(asTable)} onClick=${() => setAsTable(!asTable)}>${t('chart.table')}<//>
        ${!asTable && html`<${IconButton} small icon="image" label=${t('chart.png', { title })} onClick=${save} />`}
        <${IconButton} small icon="download" label=${t('chart.csv', { title })} onClick=${() => saveCsv(`${file}.csv`, tableOf(chart))} />
      </header>
      <div ref=${box} class="chart-body">
        ${asTable ? html`<${Table} chart=${chart} name=${title} />` : html`
          <${Reader} chart=${chart} name=${title} at=${place} setAt=${setAt} width=${width}>${width > 0 && html`<${Drawing} chart=${chart} width=${width} at=${place} svg=${svg} />`}<//>`}
      </div>
      <${Legend} chart=${chart} at=${place} />
    </section>`;
}
