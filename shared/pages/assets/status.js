// What a page can do besides, where a script may run: copy, and stay up to date.

/** The pause between two looks, and the longest one after looks that failed. */
const EVERY_MS = 20_000;
const AT_MOST_MS = 10 * 60_000;

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
    // Without a secure connection there is no clipboard: the person can copy what is selected.
    getSelection().selectAllChildren(text);
    button.textContent = 'Selected';
  }
  setTimeout(() => {
    button.textContent = 'Copy';
  }, 2000);
}

function stayUpToDate() {
  let waitMs = EVERY_MS;
  const again = () => setTimeout(look, waitMs);
  const look = async () => {
    if (document.visibilityState === 'hidden') {
      document.addEventListener('visibilitychange', look, { once: true });
      return;
    }
    try {
      const response = await fetch(location.href, { headers: { accept: 'text/html' } });
      if (!response.ok) throw new Error(`HTTP ${response.status}`);
      update(new DOMParser().parseFromString(await response.text(), 'text/html'));
      waitMs = EVERY_MS;
    } catch {
      waitMs = Math.min(waitMs * 2, AT_MOST_MS);
    }
    again();
  };
  again();
}

/** Puts newer sections in the place of older ones, but for one that somebody is using. */
function update(newer) {
  for (const section of document.querySelectorAll('section[id], #made')) {
    const replacement = newer.getElementById(section.id);
    if (!replacement || isInUse(section)) continue;
    addCopyButtons(replacement);
    if (replacement.innerHTML !== section.innerHTML) section.replaceWith(replacement);
  }
}

function isInUse(section) {
  const selection = getSelection();
  const isSelected = !selection.isCollapsed && selection.containsNode(section, true);
  return isSelected || section.contains(document.activeElement);
}
