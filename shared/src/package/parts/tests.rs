use super::*;

fn package(bytes: usize) -> Vec<u8> {
    (0..bytes).map(|n| u8::try_from(n * 7 % 251).unwrap()).collect()
}

fn joined(parts: &[String]) -> Result<Vec<u8>, PartsError> {
    join(parts.iter().map(String::as_str))
}

#[test]
fn parts_in_any_order_and_any_of_them_twice_make_the_package() {
    for bytes in [1, 61, PIECE_BYTES, PIECE_BYTES + 1, 3 * PIECE_BYTES - 1, PARTS_MAX * PIECE_BYTES] {
        let package = package(bytes);
        let mut parts = split(&package).unwrap();
        assert_eq!(joined(&parts).unwrap(), package);
        parts.reverse();
        let again = parts.clone();
        parts.extend(again);
        parts.push(String::new());
        assert_eq!(joined(&parts).unwrap(), package);
    }
}

#[test]
fn a_part_fits_the_alphanumeric_set_and_a_code_that_a_phone_reads() {
    let parts = split(&package(PARTS_MAX * PIECE_BYTES)).unwrap();
    for part in parts {
        assert!(part.len() <= 640, "{}", part.len());
        let fits = |c: char| c.is_ascii_digit() || c.is_ascii_uppercase() || " $%*+-./:".contains(c);
        assert!(part.chars().all(fits), "{part}");
    }
}

#[test]
fn a_missing_part_is_named() {
    let mut parts = split(&package(4 * PIECE_BYTES)).unwrap();
    parts.remove(3);
    parts.remove(1);
    assert_eq!(joined(&parts), Err(PartsError::Missing { missing: vec![2, 4], of: 4 }));
    assert_eq!(joined(&[]), Err(PartsError::Nothing));
}

#[test]
fn a_sign_read_wrongly_anywhere_is_found() {
    let parts = split(&package(2 * PIECE_BYTES)).unwrap();
    let second = &parts[1];
    for at in 0..second.len() {
        for wrong in ["0", "A", ":", " ", "é"] {
            let mut spoiled = second.clone();
            if &spoiled[at..=at] == wrong {
                continue;
            }
            spoiled.replace_range(at..=at, wrong);
            assert!(joined(&[parts[0].clone(), spoiled]).is_err(), "{at} {wrong}");
        }
        assert!(joined(&[parts[0].clone(), second[..at].to_owned()]).is_err(), "{at}");
    }
    let mut spoiled = second.clone();
    spoiled.replace_range(100..101, if &second[100..101] == "0" { "1" } else { "0" });
    assert_eq!(joined(&[parts[0].clone(), spoiled]), Err(PartsError::Damaged { part: 2, of: 2 }));
}

#[test]
fn other_texts_and_parts_of_two_packages_are_told_apart() {
    let one = split(&package(2 * PIECE_BYTES)).unwrap();
    let other = split(&package(2 * PIECE_BYTES + 1)).unwrap();
    assert_eq!(joined(&[one[0].clone(), other[1].clone()]), Err(PartsError::Mixed));
    for text in ["SEN1-abc", "https://localhost", "SENP1/", "SENP1/00000000/0/1/AA/", "SENP1/00000000/1/9999/AA/"] {
        assert!(matches!(join([text]), Err(PartsError::NotAPart(_))), "{text}");
    }
}

#[test]
fn a_file_too_large_for_codes_is_told_its_bound() {
    let max = PARTS_MAX * PIECE_BYTES;
    assert_eq!(split(&package(max + 1)), Err(PartsError::TooLarge { bytes: max + 1, max }));
}
