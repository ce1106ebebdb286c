//! The version is the smallest that holds the two segments.

use celadon_qr::{Code, Level, MAX_TEXT_BYTES, QrError};

use crate::support::text;

/// Data codewords of versions 1 to 40 (ISO/IEC 18004:2015, table 7).
const CODEWORDS_L: [usize; 40] = [
    19, 34, 55, 80, 108, 136, 156, 194, 232, 274, 324, 370, 428, 461, 523, 589, 647, 721, 795, 861,
    932, 1006, 1094, 1174, 1276, 1370, 1468, 1531, 1631, 1735, 1843, 1955, 2071, 2191, 2306, 2434,
    2566, 2702, 2812, 2956,
];
const CODEWORDS_M: [usize; 40] = [
    16, 28, 44, 64, 86, 108, 124, 154, 182, 216, 254, 290, 334, 365, 415, 453, 507, 563, 627, 669,
    714, 782, 860, 914, 1000, 1062, 1128, 1193, 1267, 1373, 1455, 1541, 1631, 1725, 1812, 1914,
    1992, 2102, 2216, 2334,
];

/// The bits of an alphanumeric segment of `prefix` characters and a numeric one of `digits`.
fn bits(version: usize, prefix: usize, digits: usize) -> usize {
    let class = if version < 10 {
        0
    } else if version < 27 {
        2
    } else {
        4
    };
    let alphanumeric = 4 + 9 + class + prefix / 2 * 11 + prefix % 2 * 6;
    alphanumeric + 4 + 10 + class + (10 * digits).div_ceil(3)
}

#[test]
fn fills_each_version_to_its_last_digit() {
    for (level, codewords) in [(Level::L, CODEWORDS_L), (Level::M, CODEWORDS_M)] {
        for prefix in ["CEL1", "CELQ1"] {
            for version in 1..=40 {
                let room = 8 * codewords[version - 1];
                let fits = |digits: &usize| bits(version, prefix.len(), *digits) <= room;
                let most = (1..MAX_TEXT_BYTES).take_while(fits).last().unwrap();
                let code = Code::encode(&text(prefix, most), level).unwrap();
                assert_eq!(
                    usize::from(code.version()),
                    version,
                    "{most} digits at {level:?}"
                );
                assert_eq!(code.modules().side(), 17 + 4 * version);
                let next = Code::encode(&text(prefix, most + 1), level);
                let next = next.ok().map(|code| usize::from(code.version()));
                assert_eq!(
                    next,
                    (version < 40).then_some(version + 1),
                    "{} digits",
                    most + 1
                );
            }
        }
    }
}

#[test]
fn draws_a_presentation_at_17_l_on_screen_and_20_m_on_paper() {
    let presentation = text("CEL1", 1504);
    assert_eq!(bits(17, 4, 1504), 5067);
    let screen = Code::encode(&presentation, Level::default()).unwrap();
    assert_eq!((screen.version(), screen.level()), (17, Level::L));
    let paper = Code::encode(&presentation, Level::M).unwrap();
    assert_eq!((paper.version(), paper.level()), (20, Level::M));
}

#[test]
fn takes_the_largest_text_and_refuses_the_next() {
    let digits = text("", MAX_TEXT_BYTES);
    assert_eq!(Code::encode(&digits, Level::L).unwrap().version(), 40);
    let too_long = |bytes, level| Err(QrError::TooLong { bytes, level });
    let version = |text: &str, level| Code::encode(text, level).map(|code| code.version());
    assert_eq!(version(&digits, Level::M), too_long(7089, Level::M));
    assert_eq!(version(&text("", 7090), Level::L), too_long(7090, Level::L));
    assert_eq!(version(&"é".repeat(1476), Level::L), Ok(40));
    assert_eq!(
        version(&"é".repeat(1477), Level::L),
        too_long(2954, Level::L)
    );
    assert_eq!(version("", Level::L), Err(QrError::Empty));
}

#[test]
fn errors_say_what_happened_and_what_to_do() {
    let error = Code::encode(&text("CEL1", 9000), Level::L).unwrap_err();
    assert_eq!(
        error.to_string(),
        "a text of 9004 bytes does not fit into one QR code at level L: \
         shorten it or hand it over as text"
    );
}

#[test]
fn debug_tells_nothing_of_the_text() {
    let code = Code::encode("CEL1123", Level::L).unwrap();
    assert_eq!(format!("{code:?}"), "Code { version: 1, level: L, .. }");
}
