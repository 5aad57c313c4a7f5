/** After the last keystroke. */
const SEARCH_AFTER_MS = 150;
/** While a run goes on the table is asked for anew so often. */
const REFRESH_MS = 3000;
/** While none does, only each time after so many of these: a new run may begin. */
const IDLE_TURNS = 2;

/** Searches while one types, keeps the table up to date, and lets exactly two runs be compared. */
export function startTable(): void {
  const form = document.querySelector<HTMLFormElement>('form.search');
  const box = form?.querySelector<HTMLInputElement>('input[type=search]');
  if (form == null || box == null) return;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asked = 0;
  let turn = 0;
  let shown = document.querySelector('#results')?.outerHTML;

  const show = async (address: string): Promise<void> => {
    asked += 1;
    const mine = asked;
    try {
      const response = await fetch(address);
      const fresh = new DOMParser().parseFromString(await response.text(), 'text/html').querySelector('#results');
      const old = document.querySelector('#results');
      // A later question may have been answered first.
      if (!response.ok || fresh === null || old === null || mine !== asked) return;
      // What is the same stays, with whatever the reader has marked in it.
      if (fresh.outerHTML === shown) return;
      shown = fresh.outerHTML;
      const ticked = tickedRuns().map(({ value }) => value);
      old.replaceWith(document.adoptNode(fresh));
      for (const item of boxes()) item.checked = ticked.includes(item.value);
      refreshCompare();
      tell(document.querySelector('form.runs h2')?.textContent ?? 'No run matches.');
    } catch {
      // The server has gone; what is shown stays, and the next keystroke asks again.
    }
  };

  box.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const address = new URL(location.href);
      address.searchParams.delete('page');
      if (box.value === '') address.searchParams.delete('q');
      else address.searchParams.set('q', box.value);
      history.replaceState(null, '', address);
      void show(address.href);
    }, SEARCH_AFTER_MS);
  });
  document.addEventListener('change', refreshCompare);
  document.addEventListener('keydown', (event) => {
    const typing = event.target instanceof HTMLInputElement && event.target.type !== 'checkbox';
    if (event.key !== '/' || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    box.focus();
    box.select();
  });
  setInterval(() => {
    const isBusy = document.querySelector<HTMLElement>('#results')?.dataset['running'] === 'yes';
    // Whoever goes through the table by keyboard must not lose the place.
    const inside = document.querySelector('#results')?.contains(document.activeElement) === true;
    turn += 1;
    if ((isBusy || turn % IDLE_TURNS === 0) && !inside && !document.hidden) void show(location.href);
  }, REFRESH_MS);
  refreshCompare();
}

/** For a screen reader: how many runs there are now. Said again only when it is another number. */
function tell(text: string): void {
  const place = document.querySelector('#told');
  if (place !== null && place.textContent !== text) place.textContent = text;
}

function refreshCompare(): void {
  const button = document.querySelector<HTMLButtonElement>('button.compare');
  if (button === null) return;
  const count = tickedRuns().length;
  button.disabled = count !== 2;
  button.textContent = count === 0 ? 'Compare two runs' : count === 2 ? 'Compare these two' : `Compare: ${count} of 2 ticked`;
}

function tickedRuns(): HTMLInputElement[] {
  return boxes().filter(({ checked }) => checked);
}

function boxes(): HTMLInputElement[] {
  return [...document.querySelectorAll<HTMLInputElement>('input[name=run]')];
}
