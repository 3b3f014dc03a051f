import { lazy, Suspense, useEffect, useState } from 'react';

const OpenFile = lazy(async () => ({ default: (await import('./open-file.tsx')).OpenFile }));

/** Takes a recording that is dropped anywhere on the page. */
export function OpenFileDoor() {
  const [file, setFile] = useState<File>();
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    const leaving = new AbortController();
    const { signal } = leaving;
    const over = (event: DragEvent): void => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setOver(true);
    };
    addEventListener('dragenter', over, { signal });
    addEventListener('dragover', over, { signal });
    addEventListener(
      'dragleave',
      (event) => {
        if (event.relatedTarget === null) setOver(false);
      },
      { signal },
    );
    addEventListener(
      'drop',
      (event) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        setOver(false);
        setFile(event.dataTransfer?.files[0]);
      },
      { signal },
    );
    return () => leaving.abort();
  }, []);
  return (
    <>
      {isOver && (
        <div className="open-file-over" role="status">
          <p>
            Drop what <span className="mono">hubble observe -o json</span> recorded, to see it as history
          </p>
        </div>
      )}
      <Suspense>{file !== undefined && <OpenFile file={file} onClose={() => setFile(undefined)} />}</Suspense>
    </>
  );
}

function hasFiles({ dataTransfer }: DragEvent): boolean {
  return dataTransfer?.types.includes('Files') === true;
}
