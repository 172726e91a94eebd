// What is new: the changelog, newest first. Who is here has seen it.
import { html } from 'htm/preact';
import { useEffect, useState } from 'preact/hooks';
import { formatDate, locale, t } from '../../../lib/i18n.js';
import { ApiError } from '../../../net/api.js';
import { newsRead } from '../../../state/news.js';
import { serverVersion } from '../../../state/session.js';
import { Badge } from '../../../ui/controls.js';
import { Markdown } from '../../../ui/rich-text.js';
import { EmptyState, ErrorState, Skeleton } from '../../../ui/states.js';
import { loadChangelog } from '../changelog.js';

function Version({ entry, current }) {
  const id = `news-${(entry.version ?? 'next').replaceAll('.', '-')}`;
  return html`
    <section class="section settings-version" aria-labelledby=${id}>
      <h2 class="section-title row" id=${id}><span>${entry.version ? t('settings.news.version', { version: entry.version }) : t('settings.news.now')}</span>
        ${current && entry.version && html`<${Badge} kind="success">${t('settings.news.current')}<//>`}
        ${entry.date && html`<time class="faint" datetime=${entry.date}>${formatDate(`${entry.date}T12:00:00`)}</time>`}</h2>
      <div lang="en">
        ${entry.groups.map(({ title, text }) => html`<section key=${title} class="settings-news"><h3 class="settings-news-title">${title}</h3><${Markdown} text=${text} /></section>`)}
      </div>
    </section>`;
}

/** The section "What's new". */
export function News() {
  const [state, setState] = useState({ versions: null, error: null });
  const load = () => {
    setState({ versions: null, error: null });
    loadChangelog().then((versions) => setState({ versions, error: null }), () => setState({ versions: null, error: new ApiError({}) }));
  };
  useEffect(() => {
    load();
    newsRead();
  }, []);
  const { versions, error } = state;
  if (error) return html`<${ErrorState} error=${error} onRetry=${load} />`;
  if (!versions) return html`<${Skeleton} lines=${8} />`;
  if (!versions.length) return html`<${EmptyState} icon="sparkles" title=${t('settings.news.empty')} />`;
  return html`
    ${locale.value !== 'en' && html`<p class="muted">${t('settings.news.in_english')}</p>`}
    ${versions.map((entry) => html`<${Version} key=${entry.version} entry=${entry} current=${entry.version === serverVersion.value} />`)}`;
}
