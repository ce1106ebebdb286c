//! One picture: lines with points, in SVG. The same numbers give the same bytes.

use core::ops::Range;
use std::error::Error;

use plotters::prelude::*;

/// A picture.
pub struct Plot {
    /// What stands above it.
    pub title: String,
    /// From left to right.
    pub x: Axis,
    /// Upwards.
    pub y: Axis,
    /// The lines.
    pub series: Vec<Series>,
}

/// An axis.
pub struct Axis {
    label: &'static str,
    scale: Scale,
}

#[derive(Clone, Copy, PartialEq)]
enum Scale {
    Linear,
    Logarithmic,
}

/// A line.
pub struct Series {
    name: String,
    points: Vec<(f64, f64)>,
}

const SIZE: (u32, u32) = (720, 420);
/// Of Okabe and Ito, which people tell apart who do not see all colours.
const COLOURS: [RGBColor; 4] = [
    RGBColor(0, 114, 178),
    RGBColor(213, 94, 0),
    RGBColor(0, 158, 115),
    RGBColor(204, 121, 167),
];

impl Axis {
    /// Equal steps, from zero.
    pub fn linear(label: &'static str) -> Axis {
        Axis {
            label,
            scale: Scale::Linear,
        }
    }

    /// The same: what is compared by length has to begin at zero.
    pub fn from_zero(label: &'static str) -> Axis {
        Axis::linear(label)
    }

    /// Equal factors.
    pub fn logarithmic(label: &'static str) -> Axis {
        Axis {
            label,
            scale: Scale::Logarithmic,
        }
    }

    fn place(&self, value: f64) -> f64 {
        match self.scale {
            Scale::Linear => value,
            Scale::Logarithmic => value.max(f64::MIN_POSITIVE).log10(),
        }
    }

    /// The value at a place, as text.
    fn text(&self, place: f64) -> String {
        let value = match self.scale {
            Scale::Linear => place,
            Scale::Logarithmic => 10f64.powf(place),
        };
        match value {
            value if value >= 1_000_000.0 => format!("{:.0}M", value / 1e6),
            value if value >= 10_000.0 => format!("{:.0}k", value / 1e3),
            value if value >= 10.0 || value == 0.0 => format!("{value:.0}"),
            value if value >= 1.0 => format!("{value:.1}"),
            value => format!("{value:.2}"),
        }
    }

    fn range(&self, values: impl Iterator<Item = f64> + Clone) -> Range<f64> {
        let places = values.map(|value| self.place(value));
        let most = places.clone().fold(f64::MIN, f64::max);
        match self.scale {
            Scale::Linear => 0.0..(most * 1.1).max(f64::MIN_POSITIVE),
            Scale::Logarithmic => {
                let least = places.fold(f64::MAX, f64::min);
                let margin = ((most - least) * 0.05).max(0.05);
                least - margin..most + margin
            }
        }
    }
}

impl Series {
    /// A line through what was found.
    pub fn of<T>(name: &str, found: Vec<(u64, &T)>, y: impl Fn(u64, &T) -> f64) -> Series {
        Series {
            name: name.into(),
            points: (found.into_iter())
                .map(|(x, value)| (x as f64, y(x, value)))
                .collect(),
        }
    }
}

impl Plot {
    /// Whether there is nothing to draw.
    pub fn is_empty(&self) -> bool {
        self.series.iter().all(|series| series.points.is_empty())
    }

    /// The picture.
    pub fn to_svg(&self) -> Result<String, Box<dyn Error>> {
        let points = self.series.iter().flat_map(|series| series.points.iter());
        let (xs, ys) = (points.clone().map(|(x, _)| *x), points.map(|(_, y)| *y));
        let mut svg = String::new();
        {
            let area = SVGBackend::with_string(&mut svg, SIZE).into_drawing_area();
            area.fill(&WHITE)?;
            let mut chart = ChartBuilder::on(&area)
                .caption(&self.title, ("sans-serif", 18))
                .margin(14)
                .x_label_area_size(46)
                .y_label_area_size(66)
                .build_cartesian_2d(self.x.range(xs), self.y.range(ys))?;
            chart
                .configure_mesh()
                .x_desc(self.x.label)
                .y_desc(self.y.label)
                .x_label_formatter(&|place| self.x.text(*place))
                .y_label_formatter(&|place| self.y.text(*place))
                .axis_desc_style(("sans-serif", 14))
                .label_style(("sans-serif", 12))
                .light_line_style(TRANSPARENT)
                .bold_line_style(BLACK.mix(0.12))
                .draw()?;
            for (series, colour) in self.series.iter().zip(COLOURS.iter().cycle()) {
                let places: Vec<(f64, f64)> = (series.points.iter())
                    .map(|(x, y)| (self.x.place(*x), self.y.place(*y)))
                    .collect();
                chart
                    .draw_series(LineSeries::new(places.clone(), colour.stroke_width(2)))?
                    .label(&series.name)
                    .legend(|(x, y)| {
                        PathElement::new(vec![(x, y), (x + 18, y)], colour.stroke_width(2))
                    });
                let marks =
                    (places.into_iter()).map(|place| Circle::new(place, 4, colour.filled()));
                chart.draw_series(marks)?;
            }
            chart
                .configure_series_labels()
                .background_style(WHITE.mix(0.85))
                .border_style(BLACK.mix(0.3))
                .label_font(("sans-serif", 13))
                .position(SeriesLabelPosition::LowerRight)
                .draw()?;
            area.present()?;
        }
        svg.push('\n');
        Ok(svg)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plot() -> Plot {
        let values = [3.0, 2.0, 9.0];
        let found = [10, 100, 1_000].into_iter().zip(&values).collect();
        Plot {
            title: "A title".into(),
            x: Axis::logarithmic("across"),
            y: Axis::from_zero("upwards"),
            series: vec![Series::of("a line", found, |_, y| *y)],
        }
    }

    #[test]
    fn the_same_numbers_give_the_same_small_picture() {
        let svg = plot().to_svg().unwrap();
        assert_eq!(svg, plot().to_svg().unwrap());
        assert!(svg.len() < 100_000);
        for text in ["A title", "across", "upwards", "a line"] {
            assert!(svg.contains(text), "{text}");
        }
        assert_eq!(svg.matches("<circle").count(), 3);
    }

    #[test]
    fn nothing_is_drawn_of_nothing() {
        let mut plot = plot();
        plot.series[0].points.clear();
        assert!(plot.is_empty());
    }
}
