/** Reports when the element becomes visible or hidden: by another tab, a closed side bar, or another window. */
export function whenSeen(element: Element, onChange: (isSeen: boolean) => void): () => void {
  let isOnPage = false;
  let wasSeen = false;
  const tell = (): void => {
    const isSeen = isOnPage && document.visibilityState === 'visible';
    if (isSeen !== wasSeen) onChange(isSeen);
    wasSeen = isSeen;
  };
  const observer = new IntersectionObserver((seen) => {
    isOnPage = seen.at(-1)?.isIntersecting === true;
    tell();
  });
  observer.observe(element);
  document.addEventListener('visibilitychange', tell);
  return () => {
    observer.disconnect();
    document.removeEventListener('visibilitychange', tell);
  };
}
