//! Tests of both readers: what links, forms, scanners and keyboards do to a text.

use proptest::prelude::*;

use super::*;

const BYTES: [u8; 24] = [
    0, 1, 2, 3, 4, 5, 6, 255, 254, 253, 252, 251, 250, 249, 17, 34, 51, 68, 85, 102, 119, 9, 8, 7,
];

fn text() -> String {
    encode(Prefix::Presentation, &BYTES)
}

/// A text in which each digit occurs, as long as a presentation is.
fn long_text() -> String {
    let bytes: Vec<u8> = (0..MAX_PRESENTATION)
        .map(|n| (n * 89 % 251) as u8)
        .collect();
    encode(Prefix::Presentation, &bytes)
}

/// What both readers say of a text that is wrong in itself.
fn both(text: &str) -> TextError {
    let error = strict::presentation(text).unwrap_err();
    assert_eq!(typed::presentation(text), Err(error), "{text}");
    error
}

#[test]
fn the_digits_are_those_of_the_specification() {
    assert_eq!(
        encode(Prefix::Presentation, &[0; 7]),
        format!("CEL1{}", "0".repeat(17))
    );
    assert_eq!(
        encode(Prefix::Challenge, &[255; 7]),
        "CELQ172057594037927935"
    );
    for (len, greatest) in [
        (1, "255"),
        (2, "65535"),
        (3, "16777215"),
        (4, "4294967295"),
        (5, "1099511627775"),
        (6, "281474976710655"),
    ] {
        assert_eq!(
            encode(Prefix::Presentation, &vec![255; len]),
            format!("CEL1{greatest}")
        );
    }
    // The budget of the protocol: a presentation of 619 bytes is 1,504 digits, which numeric mode
    // holds at version 17-L together with the prefix's segment.
    assert_eq!(digits_of(MAX_PRESENTATION), 1_504);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn both_readers_read_what_the_encoder_writes(
        bytes in proptest::collection::vec(any::<u8>(), 1..=MAX_PRESENTATION)
    ) {
        let text = encode(Prefix::Presentation, &bytes);
        prop_assert_eq!(text.len(), 4 + digits_of(bytes.len()));
        prop_assert_eq!(strict::presentation(&text), Ok(bytes.clone()));
        prop_assert_eq!(typed::presentation(&text), Ok(bytes));
    }

    #[test]
    fn what_strict_reads_is_canonical(body in "[0-9]{1,60}") {
        if let Ok((prefix, bytes)) = strict::decode(&format!("CEL1{body}")) {
            prop_assert_eq!(encode(prefix, &bytes), format!("CEL1{body}"));
        }
    }

    #[test]
    fn no_text_makes_a_reader_panic(text in "\\PC{0,40}", head in "CEL1?|CELQ|]Q1|СУД|http://#") {
        for text in [text.clone(), format!("{head}{text}")] {
            let _ = (strict::decode(&text), typed::decode(&text));
        }
    }
}

#[test]
fn c01_nothing_on_the_way_changes_a_text() {
    let text = text();
    // Percent-encoding leaves RFC 3986's unreserved letters and digits alone, and decoding needs a
    // percent sign; JSON escapes quotation marks and backslashes, CSV quotation marks, commas and
    // line ends; a shell splits at what is no letter or digit. None of these occurs.
    assert!(text.starts_with("CEL1"));
    assert!(
        text.bytes()
            .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
    );
    // Forms write + for a space: there is none. Upper-casing changes nothing.
    assert_eq!(text.to_uppercase(), text);
    // No spreadsheet takes it for a number: it begins with letters that are no exponent.
    assert!(text.parse::<f64>().is_err());
}

#[test]
fn c01_no_presentation_is_taken_from_a_link() {
    for link in [
        format!("https://venue.example/{}", text()),
        format!("https://venue.example/?code={}", text()),
        format!("https://venue.example/#{}", text()),
    ] {
        assert_eq!(both(&link), TextError::NotCeladon);
    }
}

#[test]
fn c02_white_space_carries_nothing_for_people_and_is_refused_from_programs() {
    let text = text();
    let every = |width: usize, mark: &str| {
        let characters: Vec<char> = text.chars().collect();
        let lines: Vec<String> = characters
            .chunks(width)
            .map(|c| c.iter().collect())
            .collect();
        lines.join(mark)
    };
    for spaced in [
        every(76, "\n"),
        every(16, "\n"),
        every(16, "\r\n"),
        every(17, " "),
        every(1, "\u{a0}"),
        format!("CEL1\u{a0}{}\t{}", &text[4..20], &text[20..]),
        format!("  {text}  "),
        format!("\u{3000}{text}\u{2028}"),
        format!("C E L 1 {}", &text[4..]),
    ] {
        assert_eq!(
            typed::presentation(&spaced),
            Ok(BYTES.to_vec()),
            "{spaced:?}"
        );
        if spaced != text {
            assert_eq!(strict::presentation(&spaced), Err(TextError::Malformed));
        }
    }
}

#[test]
fn c03_impossible_groups_are_malformed() {
    let text = text();
    let group = |value: &str| format!("CEL1{}{value}{}", &text[4..21], &text[38..]);
    assert_eq!(
        strict::presentation(&group(&text[21..38])),
        Ok(BYTES.to_vec())
    );
    assert!(strict::presentation(&group("72057594037927935")).is_ok());
    let arabic: String = text[4..]
        .chars()
        .map(|c| char::from_u32(0x660 + u32::from(c) - u32::from('0')).unwrap())
        .collect();
    for bad in [
        group("72057594037927936"),
        group("99999999999999999"),
        format!("{text}0"),
        text[..text.len() - 1].to_owned(),
        "CEL1".to_owned(),
        format!("CEL1{}", "1".repeat(5_000)),
        format!("CEL1{}", "1".repeat(100_000)),
        format!("CEL1{arabic}"),
        format!("{}O{}", &text[..20], &text[21..]),
        format!("{}l{}", &text[..20], &text[21..]),
        format!("{}-{}", &text[..20], &text[20..]),
        format!("{}+{}", &text[..20], &text[21..]),
        format!("CEL1{}256", "0".repeat(17)),
    ] {
        assert_eq!(both(&bad), TextError::Malformed, "{bad}");
    }
}

#[test]
fn c03_every_last_group_has_its_range() {
    for (len, above) in [
        (1, "256"),
        (2, "65536"),
        (3, "16777216"),
        (4, "4294967296"),
        (5, "1099511627776"),
        (6, "281474976710656"),
        (7, "72057594037927936"),
    ] {
        assert_eq!(above.len(), DIGITS[len]);
        assert_eq!(both(&format!("CEL1{above}")), TextError::Malformed);
    }
    for digits in [1, 2, 4, 6, 7, 9, 11, 12, 14, 16, 18, 19] {
        assert_eq!(
            both(&format!("CEL1{}", "0".repeat(digits))),
            TextError::Malformed
        );
    }
}

#[test]
fn c04_foreign_codes_have_their_own_reasons() {
    let not_celadon = [
        "",
        " \r\n",
        "https://www.example.org/menu",
        "HTTP://EXAMPLE.ORG",
        "WIFI:T:WPA;S:Example;P:password;;",
        "HC1:6BFOXN%TSMAHN-H",
        "CELEBRATION",
        "CEL",
        "CEL0123",
        "CEL-4500",
        "4006381333931",
        "中文",
    ];
    for text in not_celadon {
        assert_eq!(both(text), TextError::NotCeladon, "{text}");
    }
    for text in ["CEL2123", "cel2123", "CEL2", "CELQ2123", "CEL9ABC-1"] {
        assert_eq!(both(text), TextError::NewerVersion, "{text}");
    }
    let challenge = encode(Prefix::Challenge, &BYTES);
    for (text, kind) in [
        (challenge.clone(), OtherKind::Challenge),
        ("CELT1123".into(), OtherKind::Unknown),
        (
            "https://federation.example/.well-known/celadon/trust-list".into(),
            OtherKind::TrustList,
        ),
    ] {
        assert_eq!(both(&text), TextError::NotAPresentation(kind), "{text}");
    }
    let link = format!("https://venue.example/c#{challenge}");
    assert_eq!(typed::challenge(&link), Ok(BYTES.to_vec()));
    assert_eq!(
        typed::presentation(&link),
        Err(TextError::NotAPresentation(OtherKind::Challenge))
    );
    assert_eq!(strict::challenge(&challenge), Ok(BYTES.to_vec()));
    assert_eq!(strict::challenge(&text()), Err(TextError::NotAChallenge));
}

fn typed_on(row: [char; 10], text: &str) -> String {
    text.chars()
        .map(|c| match c.to_digit(10) {
            Some(0) => row[9],
            Some(digit) => row[digit as usize - 1],
            None => c,
        })
        .collect()
}

const FRENCH: [char; 10] = ['&', 'é', '"', '\'', '(', '-', 'è', '_', 'ç', 'à'];
const BELGIAN: [char; 10] = ['&', 'é', '"', '\'', '(', '§', 'è', '!', 'ç', 'à'];

#[test]
fn c05_layouts_with_a_certain_way_back_are_read() {
    let text = long_text();
    let bytes = strict::presentation(&text).unwrap();
    let french = typed_on(FRENCH, &text);
    assert!(typed_on(FRENCH, "CEL1234567890").contains("CEL&é\"'(-è_çà"));
    for scanned in [
        french.clone(),
        french.to_lowercase(),
        french.to_uppercase(),
        format!("$A&{french}\r\n"),
        typed_on(BELGIAN, &text),
        // German and Italian type the digits as they are, and so does French with Caps Lock.
        text.to_lowercase(),
        text.replace("CEL", "СУД"),
        text.replace("CEL", "ψελ"),
        // A Chinese input method makes them wide.
        text.chars()
            .map(|c| char::from_u32(u32::from(c) + 0xfee0).unwrap())
            .collect(),
    ] {
        assert_eq!(
            typed::presentation(&scanned),
            Ok(bytes.clone()),
            "{scanned}"
        );
        // No program types on a keyboard.
        assert_eq!(strict::presentation(&scanned), Err(TextError::Malformed));
    }
    let challenge = encode(Prefix::Challenge, &bytes);
    let scanned = typed_on(FRENCH, &challenge).replace('Q', "A");
    assert_eq!(typed::challenge(&scanned), Ok(bytes));
}

#[test]
fn c05_other_layouts_are_named_and_not_guessed() {
    let text = long_text();
    let czech = ['+', 'ě', 'š', 'č', 'ř', 'ž', 'ý', 'á', 'í', 'é'];
    let shift = ['!', '@', '#', '$', '%', '^', '&', '*', '(', ')'];
    let thai = ['ๅ', '/', '-', 'ภ', 'ถ', 'ุ', 'ึ', 'ค', 'ต', 'จ'];
    let hungarian = ['1', '2', '3', '4', '5', '6', '7', '8', '9', 'ö'];
    let mut both_french = FRENCH;
    both_french[5] = '§';
    for scanned in [
        typed_on(czech, &text),
        typed_on(shift, &text),
        typed_on(thai, &text),
        typed_on(thai, &text).replace("CEL", "แำส"),
        typed_on(thai, &text).replace("CEL", "ฉฎศ"),
        text.replace("CEL", "ؤثم"),
        text.replace("CEL", "J>N"),
        typed_on(hungarian, &text),
        typed_on(both_french, &text),
        typed_on(FRENCH, &text).replace("CEL", "СУД"),
    ] {
        assert_eq!(
            typed::presentation(&scanned),
            Err(TextError::KeyboardLayout),
            "{scanned}"
        );
    }
    // Digits among the row: neither a scan nor certain.
    let half = format!("{}{}", typed_on(FRENCH, &text[..800]), &text[800..]);
    assert!(typed::presentation(&half).is_err());
}

#[test]
fn c06_what_a_scanner_adds_is_dropped() {
    let text = text();
    for scanned in [
        format!("\r{text}"),
        format!("\n{text}\r\n"),
        format!("{text}\n"),
        format!("{text}\t"),
        text.clone(),
        text.to_lowercase(),
        format!("]Q1{text}\r"),
        format!("]Q3{}\r", text.to_lowercase()),
        format!("\u{feff}{text}"),
        format!("\u{ef}\u{bb}\u{bf}{text}"),
        format!("\u{2}{text}\u{3}"),
        format!("\u{202d}{text}\u{202c}"),
    ] {
        assert_eq!(
            typed::presentation(&scanned),
            Ok(BYTES.to_vec()),
            "{scanned:?}"
        );
    }
    let challenge = encode(Prefix::Challenge, &BYTES).to_lowercase();
    assert_eq!(
        typed::challenge(&format!("]Q1{challenge}")),
        Ok(BYTES.to_vec())
    );
}

#[test]
fn the_longest_texts_fit_and_longer_ones_do_not() {
    let longest = encode(Prefix::Challenge, &[255; MAX_CHALLENGE]);
    let wide: String = longest
        .chars()
        .flat_map(|c| [char::from_u32(u32::from(c) + 0xfee0).unwrap(), '\u{a0}'])
        .collect();
    assert!(wide.len() <= typed::MAX_BYTES);
    assert!(typed::challenge(&wide).is_ok());
    for (prefix, max) in [
        (Prefix::Presentation, MAX_PRESENTATION),
        (Prefix::Challenge, MAX_CHALLENGE),
    ] {
        assert!(strict::decode(&encode(prefix, &vec![1; max])).is_ok());
        let longer = encode(prefix, &vec![1; max + 1]);
        assert_eq!(strict::decode(&longer), Err(TextError::Malformed));
        assert_eq!(typed::decode(&longer), Err(TextError::Malformed));
    }
    assert_eq!(
        typed::decode(&"x".repeat(1 << 20)),
        Err(TextError::NotCeladon)
    );
}
