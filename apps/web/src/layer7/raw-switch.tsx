interface RawSwitchProps {
  readonly isRaw: boolean;
  readonly onRaw: (isRaw: boolean) => void;
  readonly words: string;
  readonly meaning: string;
}

/** Whether what was sent is shown as it was sent. */
export function RawSwitch({ isRaw, onRaw, words, meaning }: RawSwitchProps) {
  return (
    <label className="raw-switch" title={meaning}>
      <input type="checkbox" checked={isRaw} onChange={({ target }) => onRaw(target.checked)} />
      {words}
    </label>
  );
}
