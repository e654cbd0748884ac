// Three petals, filled from the left: on this phone, safe at the ward, seen by the ward. Always beside words.

export function Petals({ filled }: { filled: 0 | 1 | 2 | 3 }) {
  return (
    <svg class="petals" data-n={filled} viewBox="0 0 24 24" aria-hidden="true">
      <path d="M10.400 20.200C4.200 19 1.700 14.200 2.100 8.200c2.900.6 4.900 1.900 6.300 3.900" />
      <path d="M12 20.600c-4.600-4.900-4.200-12.300 0-17.400 4.200 5.100 4.600 12.500 0 17.400z" />
      <path d="M13.600 20.200c6.200-1.200 8.700-6 8.300-12-2.900.6-4.900 1.900-6.300 3.900" />
    </svg>
  );
}
