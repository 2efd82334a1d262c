package io.runfolio.run.extras;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Content of research artifacts has a form, and what does not fit is named by its field. */
class ResearchReportValidatorTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'title':'Tides'}",
                "{'title':'Tides','summary':'s','sections':[],'sources':[]}",
                "{'title':'Tides','summary':null,'sections':[{'heading':'Moon','body':'It pulls.'}],'sources':['a']}",
            })
    void a_report_fits(String json) throws Exception {
        assertThat(ResearchReportValidator.problems(content(json), "content")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | content.title",
                "{'title':5} | content.title",
                "{'title':' '} | content.title",
                "{'title':'t','summary':['s']} | content.summary",
                "{'title':'t','sections':{'a':1}} | content.sections",
                "{'title':'t','sections':['a']} | content.sections[0]",
                "{'title':'t','sections':[{'heading':'h','body':'b'},{'heading':'h'}]} | content.sections[1].body",
                "{'title':'t','sections':[{'heading':1,'body':'b'}]} | content.sections[0].heading",
                "{'title':'t','sources':'a'} | content.sources",
                "{'title':'t','sources':['a',{'url':'b'}]} | content.sources[1]",
            })
    void invalid_content_is_named_by_field(String json, String field) throws Exception {
        assertThat(ResearchReportValidator.problems(content(json), "content"))
                .singleElement()
                .asString()
                .startsWith("`" + field + "` ");
    }

    private static Map<String, Object> content(String json) throws Exception {
        return new ObjectMapper().readValue(json.replace('\'', '"'), new TypeReference<Map<String, Object>>() {});
    }
}
