import type { VNode } from 'preact';
import { useState } from 'preact/hooks';

const copiedForMs = 1500;

/** A command to run, and a button that copies it. */
export function Command({ text }: { readonly text: string }): VNode {
  return (
    <div class="command">
      <code>{text}</code>
      <Copy text={text} label="Copy the command that runs this again" />
    </div>
  );
}

interface CopyProps {
  readonly text: string;
  readonly label: string;
  /** Where the text stands nowhere else. */
  readonly title?: string;
}

/** A button that copies a text; `label` says which, for whoever does not see what stands beside it. */
export function Copy({ text, label, title }: CopyProps): VNode {
  const [copied, setCopied] = useState(false);
  const copy = () => {
    copyText(text).then(
      () => {
        setCopied(true);
        setTimeout(() => setCopied(false), copiedForMs);
      },
      // Nothing is lost: the command can be selected and copied by hand.
      () => setCopied(false),
    );
  };
  return (
    <button type="button" onClick={copy} aria-label={label} title={title}>
      {copied ? 'copied' : 'copy'}
    </button>
  );
}

/** A page opened from a file, or shown in a sandbox, may have no clipboard of its own; the old way works there. */
async function copyText(text: string): Promise<void> {
  try {
    return await navigator.clipboard.writeText(text);
  } catch {
    copyByHand(text);
  }
}

function copyByHand(text: string): void {
  const area = document.createElement('textarea');
  area.value = text;
  document.body.append(area);
  area.select();
  const done = document.execCommand('copy');
  area.remove();
  if (!done) throw new Error('the browser refused to copy');
}
