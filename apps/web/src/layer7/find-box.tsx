import { useId } from 'react';

interface FindBoxProps {
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly label: string;
}

/** Leaves the rows that hold what is typed. */
export function FindBox({ text, onText, label }: FindBoxProps) {
  const id = useId();
  return (
    <>
      <label className="visually-hidden" htmlFor={id}>
        {label}
      </label>
      <input
        id={id}
        className="find-box"
        type="search"
        value={text}
        placeholder={label}
        spellCheck={false}
        autoComplete="off"
        onChange={({ target }) => onText(target.value)}
      />
    </>
  );
}
