import * as l10n from '@vscode/l10n';
import { speakerMarks, type Transcript, transcriptText } from '../../../src/model/failure/attempt';
import { badge, button } from '../../controls/controls';
import { element, setText } from '../../controls/element';
import { icon } from '../../controls/icon';

/** The conversation with the server, collapsed until it is opened. */
export interface TranscriptView {
  readonly element: HTMLElement;
  update(transcript: Transcript): void;
}

/** Builds an empty view; `copy` puts its text on the clipboard. */
export function transcriptView(copy: (text: string) => void): TranscriptView {
  const count = badge();
  const lines = element('ol', { class: 'lines' });
  const copied = element('span', { role: 'status' });
  let shown: Transcript = [];
  const copyButton = button(l10n.t('Copy conversation'), 'secondary', () => {
    copy(transcriptText(shown));
    setText(copied, l10n.t('Copied'));
  });
  const whole = element(
    'details',
    { class: 'conversation' },
    element('summary', {}, icon('chevron-right'), element('span', {}, l10n.t('Conversation')), count),
    lines,
    element('div', { class: 'row' }, copyButton.element, copied),
  );
  return {
    element: whole,
    update(transcript) {
      whole.hidden = transcript.length === 0;
      if (JSON.stringify(transcript) === JSON.stringify(shown)) return;
      shown = transcript;
      setText(copied, '');
      setText(count, String(transcript.length));
      lines.replaceChildren(
        ...transcript.map(({ at, speaker, text }) =>
          element(
            'li',
            { class: speaker },
            element('span', { class: 'time' }, l10n.t('{0} ms', at)),
            element('span', { class: 'mark' }, speakerMarks[speaker]),
            element('span', { class: 'said' }, text),
          ),
        ),
      );
    },
  };
}
