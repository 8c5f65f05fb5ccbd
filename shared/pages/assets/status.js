// The two things that need a script: copying texts, and refreshing the page.

const MINUTE_MS = 60_000;

/**
 * The pause between two looks, the pause while nobody uses the page, and the longest pause after failed
 * looks.
 */
const EVERY_MS = 20_000;
const RARELY_MS = 5 * MINUTE_MS;
const AT_MOST_MS = 10 * MINUTE_MS;

const UNUSED_AFTER_MS = 10 * MINUTE_MS;
const USES = ['pointermove', 'keydown', 'scroll', 'visibilitychange'];

addCopyButtons(document);
if (document.body.hasAttribute('data-live')) stayUpToDate();

function addCopyButtons(root) {
  for (const text of root.querySelectorAll('[data-copy]')) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'copy';
    button.textContent = 'Copy';
    button.setAttribute('aria-label', `Copy ${text.dataset.copy}, ${text.textContent}`);
    button.addEventListener('click', () => copy(text, button));
    text.after(button);
  }
}

async function copy(text, button) {
  try {
    await navigator.clipboard.writeText(text.textContent);
    button.textContent = 'Copied';
  } catch {
    // Without a secure connection there is no clipboard: the text is selected, for the person to copy.
    getSelection().selectAllChildren(text);
    button.textContent = 'Selected';
  }
  setTimeout(() => {
    button.textContent = 'Copy';
  }, 2000);
}

function stayUpToDate() {
  const notice = addNotice();
  let usedAt = Date.now();
  let lookedAt = Date.now();
  let failures = 0;
  let timer;

  const isUnused = () => Date.now() - usedAt > UNUSED_AFTER_MS;
  const isHidden = () => document.visibilityState === 'hidden';
  const schedule = () => {
    clearTimeout(timer);
    const waitMs = Math.min((isUnused() ? RARELY_MS : EVERY_MS) * 2 ** failures, AT_MOST_MS);
    timer = setTimeout(look, lookedAt + waitMs - Date.now());
  };
  const look = async () => {
    // A hidden page is looked at again as soon as somebody comes back to it.
    if (isHidden()) return;
    lookedAt = Date.now();
    try {
      const response = await fetch(location.href, { headers: { accept: 'text/html' } });
      // The domain is gone, so there is nothing to keep up to date.
      if (response.status === 404) return location.reload();
      if (!response.ok) throw new Error(`HTTP ${response.status}`);
      update(new DOMParser().parseFromString(await response.text(), 'text/html'));
      failures = 0;
      notice.textContent = '';
    } catch {
      failures += 1;
      notice.textContent = 'This page cannot be updated right now. It will try again.';
    }
    schedule();
  };
  for (const use of USES) {
    document.addEventListener(use, () => {
      if (isHidden()) return;
      const isBack = use === 'visibilitychange' || isUnused();
      usedAt = Date.now();
      if (isBack) schedule();
    });
  }
  schedule();
}

/**
 * Adds the place where the page says that it is not up to date. It exists from the start, so that screen
 * readers announce its changes.
 */
function addNotice() {
  const notice = document.createElement('p');
  notice.className = 'fault';
  notice.setAttribute('role', 'status');
  document.querySelector('main').prepend(notice);
  return notice;
}

/** Puts newer sections in the place of older ones, except a section that somebody is using. */
function update(newer) {
  const made = newer.getElementById('made');
  if (!made) throw new Error('this is not one of our pages');
  const replacements = [...newer.querySelectorAll('main > section[id]')];
  const ids = replacements.map(({ id }) => id);
  let before;
  let isOlder = false;
  for (const replacement of replacements) {
    addCopyButtons(replacement);
    const section = document.getElementById(replacement.id);
    if (section) {
      before = refreshed(section, replacement);
      isOlder ||= isInUse(before);
    } else if (before) {
      before.after(replacement);
      before = replacement;
    }
  }
  for (const section of document.querySelectorAll('main > section[id]')) {
    if (ids.includes(section.id)) continue;
    if (isInUse(section)) isOlder = true;
    else section.remove();
  }
  if (isOlder) made.append(' The part of the page that you are using is older.');
  document.getElementById('made').replaceWith(made);
}

/** The section to show: the older one if it is in use or unchanged, else the newer one. */
function refreshed(section, replacement) {
  const details = section.querySelectorAll('details');
  for (const [n, newer] of replacement.querySelectorAll('details').entries()) {
    newer.open = details[n]?.open ?? false;
  }
  if (isInUse(section) || replacement.innerHTML === section.innerHTML) return section;
  section.replaceWith(replacement);
  return replacement;
}

function isInUse(section) {
  const selection = getSelection();
  const isSelected = !selection.isCollapsed && selection.containsNode(section, true);
  const isFilledIn = [...section.querySelectorAll('input, option')].some(isChanged);
  return isSelected || isFilledIn || section.contains(document.activeElement);
}

/** Whether a field differs from what the page came with. Nothing else tells that somebody is filling in a form. */
function isChanged(field) {
  if (field instanceof HTMLOptionElement) {
    const isFirst = field.index === 0 && !field.parentElement.querySelector('[selected]');
    return field.selected !== (field.defaultSelected || isFirst);
  }
  return field.value !== field.defaultValue;
}
